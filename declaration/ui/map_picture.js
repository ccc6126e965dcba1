// The drawing of the map as a PNG or SVG file. It stands on the page, unseen until the page is printed, with
// title, source, release and date in it.
const SCALE = 2;

async function asPng(address) {
  const image = new Image();
  const loaded = new Promise((resolve, reject) => { image.onload = resolve; image.onerror = reject; });
  image.src = address;
  await loaded;
  const canvas = document.createElement("canvas");
  canvas.width = SCALE * image.naturalWidth;
  canvas.height = SCALE * image.naturalHeight;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png");
}

async function download(data, format) {
  const address = document.querySelector(`.st-key-${data.drawing} img`).src;
  const link = document.createElement("a");
  link.href = format === "png" ? await asPng(address) : address;
  link.download = `${data.file}.${format}`;
  link.click();
}

export default function ({ data, parentElement }) {
  parentElement.querySelectorAll("button, [role=status]").forEach((old) => old.remove());
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  for (const format of ["png", "svg"]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = data[format];
    button.onclick = async () => {
      status.textContent = "";
      button.disabled = true;
      try { await download(data, format); } catch { status.textContent = data.failed; } finally { button.disabled = false; }
    };
    parentElement.append(button);
  }
  parentElement.append(status);
}
