// What script adds to a page that works without: clocks, the time left, a few
// keys, drafts that keep themselves. None of it signs or sends an act.
(function () {
  "use strict";
  document.documentElement.classList.add("script");
  var ahead = Number(document.body.dataset.clock) - Date.now(); // the node's clock decides, not this computer's

  window.parleyClock = function (ms) { ahead = ms - Date.now(); };
  function now() { return Date.now() + ahead; }
  function two(n) { return (n < 10 ? "0" : "") + n; }

  // Clocks.
  var utc = document.querySelector("[data-clock-utc] bdi");
  var local = document.querySelector("[data-clock-local]");
  function clocks() {
    var d = new Date(now());
    if (utc) { utc.textContent = d.toISOString().slice(11, 19) + "Z"; }
    if (local && d.getTimezoneOffset() !== 0) {
      local.innerHTML = "";
      var b = document.createElement("bdi");
      b.dir = "ltr";
      b.textContent = two(d.getHours()) + ":" + two(d.getMinutes());
      local.appendChild(b);
    }
  }

  // Lengths of time in words, as the node makes them: rounded down, in the plural
  // form that the language gives the number.
  var units = JSON.parse(document.body.dataset.units || "{}");
  var plural = window.Intl && Intl.PluralRules ? new Intl.PluralRules(document.documentElement.lang) : null;
  function fill(text, values) {
    return text.replace(/\{\{\.(\w+)\}\}/g, function (_, name) { return "\u2068" + values[name] + "\u2069"; });
  }
  function inWords(how, ms) {
    var s = Math.floor(Math.abs(ms) / 1000);
    var of = units[how];
    if (!of) { return ""; }
    if (s >= 3600 && s < 48 * 3600) {
      return fill(of.hour.other, { hours: Math.floor(s / 3600), minutes: Math.floor(s / 60) % 60 });
    }
    var forms = s < 60 ? of.sec : s < 3600 ? of.min : of.day;
    var n = s < 60 ? s : s < 3600 ? Math.floor(s / 60) : Math.floor(s / 86400);
    return fill(forms[plural ? plural.select(n) : "other"] || forms.other, { n: n });
  }
  window.parleyWords = inWords;

  // Time left: the words and the digits move at the same tick.
  var announced = {};
  function left() {
    document.querySelectorAll(".left[data-deadline]").forEach(function (el) {
      var ms = Number(el.dataset.deadline) - now();
      var s = Math.floor(Math.abs(ms) / 1000);
      var text = (ms < 0 ? "-" : "") + two(Math.floor(s / 3600)) + ":" + two(Math.floor(s / 60) % 60) + ":" + two(s % 60);
      el.querySelector(".left-clock").textContent = text;
      var said = inWords(ms < 0 ? "over" : "left", ms);
      var place = el.querySelector(".left-words");
      if (said && place.textContent !== said) { place.textContent = said; }
      el.classList.toggle("over", ms < 0);
      var minute = Math.ceil(ms / 60000);
      var line = el.closest("[data-line]");
      if (line && ms > 0 && [30, 10, 5, 1].indexOf(minute) >= 0 && announced[el.dataset.deadline] !== minute) {
        announced[el.dataset.deadline] = minute;
        document.getElementById("announce").textContent =
          line.querySelector(".line-who").textContent.trim() + ": " + (said || text);
      }
    });
  }

  function tick() { clocks(); left(); }
  tick();
  setInterval(tick, 1000);
  document.addEventListener("parley:painted", left);

  // The first mistake, or what a look-up found, gets the focus.
  var first = document.getElementById("summary") || document.getElementById("verdict");
  if (first) { first.focus(); }

  // Print. The foot says when it was printed, not when the page was made.
  window.addEventListener("beforeprint", function () {
    var at = document.querySelector("[data-printed] bdi");
    if (at) { at.textContent = new Date(now()).toISOString().slice(0, 16).replace("T", " ") + "Z"; }
  });
  document.querySelectorAll("[data-print]").forEach(function (b) {
    b.hidden = false;
    b.addEventListener("click", function () { window.print(); });
  });

  // The page of a filing looks again by itself.
  var filed = document.querySelector("#filed[data-waiting]");
  function look() {
    fetch(location.href, { credentials: "same-origin", redirect: "error" }).then(function (r) { return r.text(); }).then(function (html) {
      var fresh = new DOMParser().parseFromString(html, "text/html").getElementById("filed");
      if (!fresh) { return; }
      filed.replaceWith(fresh);
      filed = fresh;
      if (fresh.hasAttribute("data-waiting")) { setTimeout(look, 1500); }
    }).catch(function () { setTimeout(look, 3000); });
  }
  if (filed) { setTimeout(look, 700); }

  // Drafts. What is typed reaches the desk within two seconds.
  var form = document.querySelector("form[data-draft]");
  if (form) {
    var state = document.getElementById("draft-state");
    var timer = 0;
    var typed = false;
    var keep = function () {
      typed = false;
      return fetch(form.dataset.draft, {
        method: "POST", credentials: "same-origin", keepalive: true, redirect: "error",
        body: new URLSearchParams(new FormData(form)),
      }).then(function (r) {
        state.textContent = r.ok ? state.dataset.saved : state.dataset.unsaved;
        if (!r.ok) { typed = true; }
      }).catch(function () { state.textContent = state.dataset.unsaved; typed = true; });
    };
    form.addEventListener("input", function () {
      typed = true;
      clearTimeout(timer);
      timer = setTimeout(keep, 1500);
    });
    form.addEventListener("submit", function () { clearTimeout(timer); typed = false; });
    window.addEventListener("pagehide", function () { if (typed) { keep(); } });
  }

  // Keys. They go places and move between lines; they can be switched off.
  var off = document.querySelector("[data-keys-off]");
  function disabled() {
    try { return localStorage.getItem("parley-keys") === "off"; } catch (e) { return false; }
  }
  if (off) {
    off.checked = disabled();
    off.addEventListener("change", function () {
      try { localStorage.setItem("parley-keys", off.checked ? "off" : "on"); } catch (e) { off.checked = false; }
    });
  }
  var goes = { KeyB: "/", KeyI: "/inbox", KeyV: "/verify" };
  var g = 0;
  function move(by) {
    var lines = Array.prototype.slice.call(document.querySelectorAll("[data-line]"));
    if (!lines.length) { return; }
    var at = lines.indexOf(document.activeElement && document.activeElement.closest("[data-line]"));
    var to = at < 0 ? (by > 0 ? 0 : lines.length - 1) : Math.max(0, Math.min(lines.length - 1, at + by));
    lines[to].focus();
  }
  document.addEventListener("keydown", function (e) {
    if (e.ctrlKey || e.metaKey || e.altKey || disabled() || !document.querySelector(".nav")) { return; }
    if (e.target.closest("input, textarea, select, [contenteditable]")) { return; }
    // By the place of the key, so that it works on Arabic and Hebrew keyboards.
    if (Date.now() - g < 1500 && goes[e.code]) { location.href = goes[e.code]; e.preventDefault(); return; }
    g = e.code === "KeyG" ? Date.now() : 0;
    if (e.code === "KeyJ") { move(1); }
    if (e.code === "KeyK") { move(-1); }
    if (e.key === "?" || e.key === "\u061f") { location.href = "/help/keys"; }
    if (e.code === "Enter" && e.target.matches("[data-line]")) {
      var a = e.target.querySelector(".line-title a");
      if (a) { a.click(); }
    }
  });
})();
