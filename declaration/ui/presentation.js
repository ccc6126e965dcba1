// Keys of the wall: what a presenter's remote sends, too. Typing in a field stays typing, and a table that is longer
// than its frame is scrolled by the keys that scroll as long as it has the focus.
const WAYS = {
  ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next",
  ArrowLeft: "previous", ArrowUp: "previous", PageUp: "previous",
  Home: "first", End: "last", Escape: "leave",
};
const SCROLLING = ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End", " "];
let tell = null;

addEventListener("keydown", (event) => {
  const way = WAYS[event.key];
  const busy = event.target.closest?.("input, textarea, select, [role=combobox], [contenteditable=true]");
  const frame = event.target.closest?.(".table-frame");
  const scrolls = frame && frame.scrollHeight > frame.clientHeight && SCROLLING.includes(event.key);
  const onButton = event.key === " " && event.target.closest?.("button, a");
  if (!tell || !way || busy || scrolls || onButton || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  tell("way", way);
});

export default function ({ setTriggerValue, parentElement }) {
  tell = setTriggerValue;
  const place = parentElement.closest('[data-testid="stElementContainer"]');
  place?.style.setProperty("position", "absolute");
  place?.setAttribute("data-keys", "heard");
  return () => { tell = null; };
}
