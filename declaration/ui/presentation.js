// Keys of the wall: what a presenter's remote sends, too. Typing in a field stays typing.
const WAYS = {
  ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next",
  ArrowLeft: "previous", ArrowUp: "previous", PageUp: "previous",
  Home: "first", End: "last", Escape: "leave",
};
let tell = null;

addEventListener("keydown", (event) => {
  const way = WAYS[event.key];
  const busy = event.target.closest?.("input, textarea, select, [role=combobox], [contenteditable=true]");
  const onButton = event.key === " " && event.target.closest?.("button, a");
  if (!tell || !way || busy || onButton || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  tell("way", way);
});

export default function ({ setTriggerValue, parentElement }) {
  tell = setTriggerValue;
  parentElement.closest('[data-testid="stElementContainer"]')?.style.setProperty("position", "absolute");
  return () => { tell = null; };
}
