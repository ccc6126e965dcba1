// A chart or a drawing on the page as PNG or SVG, with title, unit, source, release and date baked in. Fetched, like the
// drawing library, from our own server, and only when someone asks for a picture.
const WIDTH = 1200;
const SCALE = 2;
let library = null;

function drawingLibrary() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("vendor/plotly.min.js", document.baseURI).href;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => { library = null; reject(new Error(script.src)); };
    document.head.append(script);
  });
  return library;
}

function wrapped(text, width) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line && (line + " " + word).length > width) lines.push(word);
    else lines[lines.length - 1] = line ? line + " " + word : word;
  }
  return lines;
}

const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

function dressed(chart, words) {
  const layout = JSON.parse(JSON.stringify(chart.layout));
  const title = wrapped(words.title, 72), subtitle = wrapped(words.subtitle, 110), credit = wrapped(words.credit, 130);
  const top = 40 + 30 * title.length + 20 * subtitle.length, bottom = 60 + 16 * credit.length;
  const height = (chart.layout.height ?? 440) + top + bottom;
  const note = (text, size, y, shift, yanchor, bold) => ({
    text: (bold ? "<b>" : "") + text.map(escaped).join("<br>") + (bold ? "</b>" : ""),
    showarrow: false, align: "left", xref: "paper", yref: "paper", xanchor: "left", x: 0, y, yshift: shift, yanchor,
    font: { size, color: "#1a1a1a", family: "Roboto, sans-serif" },
  });
  const margin = { ...layout.margin, l: Math.max(layout.margin?.l ?? 0, 80), t: top, b: bottom };
  return {
    data: chart.data,
    layout: {
      ...layout, width: WIDTH, height, margin, autosize: false,
      annotations: [
        ...(layout.annotations ?? []),
        note(title, 24, 1, top - 16, "top", true),
        note(subtitle, 15, 1, top - 20 - 30 * title.length, "top", false),
        note(credit, 12, 0, -48, "top", false),
      ],
    },
    height,
  };
}

// What a slow device has not drawn yet is waited for, ten seconds at most.
async function drawn(selector, isThere) {
  for (let tries = 0; tries < 100; tries += 1) {
    const found = document.querySelector(selector);
    if (found && isThere(found)) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(selector);
}

async function chartAs(format, words) {
  const chart = await drawn(`.st-key-${words.chart} .js-plotly-plot`, (plot) => plot.layout);
  const Plotly = await drawingLibrary();
  const { data, layout, height } = dressed(chart, words);
  return Plotly.toImage({ data, layout }, { format, width: WIDTH, height, scale: format === "png" ? SCALE : 1 });
}

// A drawing is an SVG image that has its words in it already.
async function drawingAs(format, words) {
  const address = (await drawn(`.st-key-${words.drawing} img`, (image) => image.src)).src;
  if (format === "svg") return address;
  const image = new Image();
  await new Promise((resolve, reject) => {
    image.onload = resolve;
    image.onerror = reject;
    image.src = address;
  });
  const canvas = document.createElement("canvas");
  canvas.width = SCALE * image.naturalWidth;
  canvas.height = SCALE * image.naturalHeight;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png");
}

// A data address as a file of its own: browsers bound how long an address may be.
function asFile(address) {
  const [, type, packed, body] = address.match(/^data:([^;,]*)[^,]*?(;base64)?,(.*)$/s);
  const bytes = packed ? Uint8Array.from(atob(body), (sign) => sign.charCodeAt(0)) : decodeURIComponent(body);
  return new Blob([bytes], { type });
}

export async function picture(words, format) {
  const address = await (words.drawing ? drawingAs : chartAs)(format, words);
  return { name: `${words.file}.${format}`, content: asFile(address) };
}
