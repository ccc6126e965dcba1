// Files to take away: buttons that ask the server for a file over the page's own socket, and for a chart or a drawing
// on the page as a picture, which is drawn here.
const TOLD_AFTER_MS = 400;
const AGAIN_AFTER_MS = 5_000;
const PATIENCE_MS = 60_000;

// What was asked for here and is waited for: anything else that comes in is not taken.
const waited = new Map();
let count = 0;

function madeFile(root, key) {
  return new Promise((resolve, reject) => {
    const id = `${Date.now()}-${count++}`;
    let again, pause = AGAIN_AFTER_MS;
    // A question is lost while the socket is down, an answer where the page is drawn anew in the same moment: it is asked
    // again, ever more seldom, since a server that is only busy has more to do by it.
    const ask = () => {
      if (root.isConnected) root.tell("asked", { id, key });
      again = setTimeout(ask, pause);
      pause *= 2;
    };
    const answered = (answer) => {
      clearTimeout(again);
      clearTimeout(late);
      waited.delete(id);
      if (answer?.content === undefined) reject(new Error(key));
      else resolve({ name: answer.name, content: asFile(answer.content) });
    };
    const late = setTimeout(answered, PATIENCE_MS);
    waited.set(id, answered);
    ask();
  });
}

function asFile(base64) {
  return new Blob([Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))], { type: "application/octet-stream" });
}

async function drawn(words, format) {
  const { picture } = await import(new URL("pictures.js", document.baseURI).href);
  return picture(words, format);
}

function save({ name, content }) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// One after another, and each once; that it takes a while is told only where it does. Nothing is switched off: the
// focus stays.
function take(root, key, make) {
  if (root.wanted.has(key)) return;
  root.wanted.add(key);
  const before = root.taking;
  root.taking = (async () => {
    await before;
    const told = setTimeout(() => { root.status.textContent = root.words.making; }, TOLD_AFTER_MS);
    root.status.textContent = "";
    try {
      save(await make());
      root.status.textContent = "";
    } catch {
      root.status.textContent = root.words.failed;
    } finally {
      clearTimeout(told);
      root.wanted.delete(key);
    }
  })();
}

function build(parentElement) {
  const root = document.createElement("div");
  root.className = "files";
  root.wanted = new Set();
  root.status = document.createElement("span");
  root.status.setAttribute("role", "status");
  root.append(root.status);
  parentElement.append(root);
  return root;
}

// Buttons stay when the page is drawn anew: a click that has begun, and the focus, must not lose their button.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".files") ?? build(parentElement);
  root.words = data;
  root.tell = setTriggerValue;
  const offered = data.files.map((file) => [file.key, file.label, file.primary, () => madeFile(root, file.key)]);
  for (const format of data.picture ? ["png", "svg"] : []) {
    offered.push([format, data.picture[format], false, () => drawn(data.picture, format)]);
  }
  for (const [key, label, primary, make] of offered) {
    let button = root.querySelector(`button[data-file="${key}"]`);
    if (!button) {
      button = document.createElement("button");
      button.type = "button";
      button.dataset.file = key;
      root.insertBefore(button, root.status);
    }
    button.textContent = label;
    button.className = primary ? "primary" : "";
    button.onclick = () => take(root, key, make);
  }
  const keys = offered.map(([key]) => key);
  for (const button of root.querySelectorAll("button")) if (!keys.includes(button.dataset.file)) button.remove();
  if (data.answer) waited.get(data.answer.id)?.(data.answer);
}
