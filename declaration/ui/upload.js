// A file chosen or dropped, sent over the page's own socket into memory: no address takes files, no disk holds them.
// The browser's own button is kept for keyboards and screen readers; what it says is said by the label in our words.
let made = 0;

function build(parentElement) {
  const root = document.createElement("div"), id = `upload-${made++}`;
  root.className = "upload";
  root.innerHTML =
    `<input type="file" id="${id}" aria-describedby="${id}-hint"><label for="${id}"><span class="button"></span>` +
    `<span class="drop"></span></label><p class="hint" id="${id}-hint"></p><p class="status" role="status"></p>`;
  const input = root.querySelector("input"), label = root.querySelector("label");
  input.addEventListener("change", () => send(root, input.files[0]));
  for (const name of ["dragenter", "dragover"]) {
    root.addEventListener(name, (event) => { event.preventDefault(); root.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) {
    root.addEventListener(name, (event) => { event.preventDefault(); root.classList.remove("over"); });
  }
  root.addEventListener("drop", (event) => send(root, event.dataTransfer.files[0]));
  label.addEventListener("click", () => { input.value = ""; });
  parentElement.append(root);
  return root;
}

function send(root, file) {
  const { data, setTriggerValue } = root.given, status = root.querySelector(".status");
  const input = root.querySelector("input");
  if (!file) return;
  if (file.size > data.most_bytes) {
    status.textContent = data.too_large;
    return;
  }
  status.textContent = data.sending;
  const reader = new FileReader();
  reader.onerror = () => { status.textContent = data.failed; };
  reader.onload = () => {
    setTriggerValue("file", { name: file.name, content: String(reader.result).split(",", 2)[1] ?? "" });
    status.textContent = data.sent.replace("{file}", file.name);
    // The same file, corrected, is a change again.
    input.value = "";
  };
  reader.readAsDataURL(file);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".upload") ?? build(parentElement);
  root.given = { data, setTriggerValue };
  root.querySelector("input").accept = data.accept;
  root.querySelector(".button").textContent = data.button;
  root.querySelector(".drop").textContent = data.drop;
  root.querySelector(".hint").textContent = data.hint;
}
