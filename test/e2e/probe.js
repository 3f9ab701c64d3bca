// Looks over the page that is open and returns what is wrong with it, in words.
// It holds what axe-core does not: see probe_test.go for the faults it must find.
function probe(want) {
  "use strict";
  const faults = [];
  const root = document.documentElement;
  const seen = e => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".away, .skip, .print-only");
  const name = e => e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + (typeof e.className === "string" && e.className ? "." + e.className.trim().replace(/\s+/g, ".") : "") +
    " “" + (e.innerText || e.value || "").trim().slice(0, 40) + "”";

  if (root.lang !== want.lang) { faults.push("lang is " + root.lang + ", want " + want.lang); }
  const dir = want.lang === "en" ? "ltr" : "rtl";
  if (root.dir !== dir) { faults.push("dir is " + root.dir + ", want " + dir); }
  if (getComputedStyle(document.body).direction !== dir) { faults.push("the body runs " + getComputedStyle(document.body).direction); }
  if (!document.title.includes(want.exercise)) { faults.push("the title “" + document.title + "” does not say " + want.exercise); }
  const banner = document.querySelector(".exercise");
  if (!banner || !seen(banner) || !banner.innerText.includes(want.exercise)) { faults.push("no banner says " + want.exercise); }
  if (document.querySelectorAll("h1").length !== 1) { faults.push(document.querySelectorAll("h1").length + " h1, want 1"); }

  // Sideways.
  if (root.scrollWidth > root.clientWidth) {
    const own = e => { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) { if (getComputedStyle(p).overflowX !== "visible") { return true; } } return false; };
    const wide = [...document.querySelectorAll("body *")].filter(e => seen(e) && !own(e) &&
      (e.getBoundingClientRect().right > root.clientWidth + 1 || e.getBoundingClientRect().left < -1)).slice(-3).map(name);
    faults.push("scrolls sideways: " + root.scrollWidth + " in " + root.clientWidth + ": " + wide.join("; "));
  }

  // Words. What is not isolated flips only where the line runs from right to left.
  let inBlock = null, depth = 0;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const at = node.parentElement;
    if (!node.data.trim() || at.closest("script, noscript, style, textarea") || at.closest("[hidden]")) { continue; }
    const here = " in " + name(at);
    const key = node.data.match(/!\s?[a-z]+(\.[a-z_]+)+/);
    if (key) { faults.push("a missing message " + key[0] + here); }
    // An isolate may begin in one text node and end in a later one of the same block.
    const block = at.closest("p, li, td, th, dt, dd, h1, h2, h3, label, legend, caption, summary, span.left, div, option, button");
    if (block !== inBlock) { inBlock = block; depth = 0; }
    let bare = "";
    for (const c of node.data) {
      if ("\u2066\u2067\u2068".includes(c)) { depth++; bare += "\u00b7"; }
      else if (c === "\u2069") { depth = Math.max(0, depth - 1); }
      else if (depth === 0) { bare += c; }
    }
    const isolated = at.closest("bdi, [dir=ltr]:not(html), .user, [dir=auto]");
    if (want.lang !== "en" && !isolated && !at.closest(".away")) {
      const loose = bare.match(/\d{4}-\d\d-\d\d|\d\d:\d\d|#\d+|\b[0-9a-f]{8,}\b|\d+\.\d{3,}/);
      if (loose) { faults.push("not isolated: " + loose[0] + here); }
    }
    if (want.lang !== "en" && !isolated && !at.closest("[lang]:not(html)")) {
      const foreign = bare.replace(/Parley|UTC|WGS 84/g, "").match(/[A-Za-z]{3,}/);
      if (foreign) { faults.push("not translated: " + foreign[0] + here); }
    }
  }
  for (const e of document.querySelectorAll("time, bdi[dir=ltr]")) {
    const inner = e.tagName === "TIME" ? e.querySelector("bdi[dir=ltr]") : e;
    if (!inner) { faults.push("a time without bdi dir=ltr: " + name(e)); continue; }
    if (getComputedStyle(inner).direction !== "ltr") { faults.push("runs right to left: " + name(e)); }
  }

  // Targets: 24 by 24 at least, unless in a sentence (WCAG 2.5.8), and none over another.
  const targets = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")].filter(seen);
  const boxes = targets.map(e => (e.matches("input[type=radio], input[type=checkbox]") && e.closest("label") || e).getBoundingClientRect());
  targets.forEach((e, i) => {
    const inSentence = e.matches("a") && getComputedStyle(e).display.startsWith("inline") && !e.matches(".button") &&
      [...e.parentElement.childNodes].some(n => n !== e && n.textContent.trim() !== "");
    if (!inSentence && (boxes[i].width < 24 || boxes[i].height < 24)) {
      faults.push("target of " + Math.round(boxes[i].width) + " by " + Math.round(boxes[i].height) + ": " + name(e));
    }
    for (let j = i + 1; j < targets.length; j++) {
      if (e.contains(targets[j]) || targets[j].contains(e) || inSentence) { continue; }
      const w = Math.min(boxes[i].right, boxes[j].right) - Math.max(boxes[i].left, boxes[j].left);
      const h = Math.min(boxes[i].bottom, boxes[j].bottom) - Math.max(boxes[i].top, boxes[j].top);
      if (w > 2 && h > 2) { faults.push(name(e) + " lies over " + name(targets[j])); }
    }
  });

  // Cut text.
  for (const e of document.querySelectorAll("main *:not(input), header *:not(input)")) { // the words of a file field are the browser's own
    const s = getComputedStyle(e);
    if (seen(e) && (s.overflowX === "hidden" || s.overflowX === "clip") && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1) {
      faults.push("cut: " + name(e));
    }
  }
  return faults;
}
