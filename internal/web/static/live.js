// The live line: says whether this page is of now. The node sends a heartbeat
// every two seconds, and "move" when the picture has moved. This script has a
// watchdog of its own, because a stream can be mute without being closed, and a
// first connection that fails is never tried again by the browser alone.
(function () {
  "use strict";
  var silentAfter = 4000; // milliseconds without a word: the line turns red
  var body = document.body;
  var source = null;
  var over = false; // signed out: no more attempts
  var entry = Number(body.dataset.entry);
  var heard = Date.now();
  var opened = 0;
  var wait = 500;
  var last = null; // the state of the last heartbeat

  function $(id) { return document.getElementById(id); }
  function show(el, on) { if (el) { el.hidden = !on; } }

  function paint() {
    var silent = Date.now() - heard > silentAfter;
    var ok = !silent && (!last || last.ok);
    if (!last && !silent && !$("not-live").hidden) { ok = false; } // as the server said it
    var live = $("live");
    live.classList.toggle("live-not", !ok);
    document.querySelectorAll(".live-yes").forEach(function (e) { show(e, ok); }); // also that of a print
    document.querySelectorAll(".live-no").forEach(function (e) { show(e, !ok); });
    show($("not-live"), !ok);
    show($("not-live-silent"), silent);
    if (silent) {
      $("not-live-age").textContent = window.parleyWords ? window.parleyWords("span", Date.now() - heard) : "";
    }
    if (last) {
      show(live.querySelector(".live-alone"), last.alone);
      show(live.querySelector(".live-entry"), last.entry >= 0);
      document.querySelectorAll("[data-live-entry]").forEach(function (e) { e.textContent = "#" + last.entry; });
      says(last.ok ? [] : last.says);
      differ(last.differ || "");
    }
    document.title = (ok ? "" : "\u26a0 ") + document.title.replace(/^\u26a0 /, "");
  }

  // differ says that pictures differ, whether this one is live or not.
  function differ(text) {
    var p = $("differ");
    if (!p && text) {
      p = document.createElement("p");
      p.id = "differ";
      p.className = "warn";
      p.setAttribute("role", "alert");
      $("signed-out").before(p);
    }
    if (p && p.textContent.trim() !== text) { p.textContent = text; }
    show(p, !!text);
  }

  function says(list) {
    var ul = $("not-live-says");
    var text = list.join("\n");
    if (ul.dataset.says === text) { return; }
    ul.dataset.says = text;
    ul.textContent = "";
    list.forEach(function (s) {
      var li = document.createElement("li");
      li.textContent = s;
      ul.appendChild(li);
    });
  }

  function beat(e) {
    heard = Date.now();
    wait = 500;
    var was = last && last.ok;
    var revoked = last && last.revoked;
    last = JSON.parse(e.data);
    if (window.parleyClock) { window.parleyClock(last.clock); }
    if (last.entry > entry) { moved(last.entry); }
    if (was !== null && (was !== last.ok || revoked !== last.revoked)) { refresh(); }
    paint();
  }

  function moved(to) {
    if (to <= entry) { return; }
    entry = to;
    refresh();
  }

  // refresh puts the newest board in the place of the old one. Focus stays where
  // it was: a swap must not throw a keyboard or a screen reader off.
  var busy = false;
  var again = false;
  function refresh() {
    document.dispatchEvent(new CustomEvent("parley:moved", { detail: entry }));
    var board = $("board");
    if (!board) { page(); return; }
    if (busy) { again = true; return; }
    busy = true;
    var done = function () {
      busy = false;
      document.dispatchEvent(new CustomEvent("parley:painted"));
      if (again) { again = false; refresh(); }
    };
    swap(board).then(done, done);
  }

  // page makes the rest of a page anew, at most every three seconds. One with a
  // form stays as it is: nothing is taken from under a hand that types.
  var due = null;
  function page() {
    var main = document.querySelector("main");
    if (due || !main || main.querySelector("form")) { return; }
    due = setTimeout(function () {
      fetch(location.href, { credentials: "same-origin", redirect: "error" }).then(function (r) {
        if (!r.ok) { throw new Error(String(r.status)); }
        return r.text();
      }).then(function (html) {
        var now = new DOMParser().parseFromString(html, "text/html").querySelector("main");
        var open = Array.prototype.map.call(main.querySelectorAll("details"), function (d) { return d.open; });
        if (!now || now.innerHTML === main.innerHTML || main.contains(document.activeElement)) { return; }
        main.innerHTML = now.innerHTML; // made by this node, escaped there
        main.querySelectorAll("details").forEach(function (d, i) { d.open = !!open[i]; });
        document.dispatchEvent(new CustomEvent("parley:painted"));
      }).catch(function () {}).then(function () { due = null; });
    }, 3000);
  }

  function swap(board) {
    if (window.htmx && window.htmx.ajax) {
      return Promise.resolve(window.htmx.ajax("GET", board.dataset.fragment, { target: "#board", swap: "innerMorph" }));
    }
    return fetch(board.dataset.fragment, { credentials: "same-origin", redirect: "error" }).then(function (r) {
      if (!r.ok) { throw new Error(String(r.status)); }
      return r.text();
    }).then(function (html) {
      var lines = Array.prototype.slice.call(board.querySelectorAll("[data-line]"));
      var at = lines.indexOf(document.activeElement && document.activeElement.closest("[data-line]"));
      board.innerHTML = html; // made by this node, escaped there
      if (at >= 0) {
        var now = board.querySelectorAll("[data-line]");
        if (now.length) { now[Math.min(at, now.length - 1)].focus({ preventScroll: true }); }
      }
    });
  }

  function open() {
    if (source) { source.close(); }
    opened = Date.now();
    source = new EventSource("/live" + (entry >= 0 ? "?after=" + entry : ""));
    source.addEventListener("beat", beat);
    source.addEventListener("move", function (e) { heard = Date.now(); moved(Number(e.data)); });
    source.addEventListener("end", function () {
      over = true;
      source.close();
      show($("signed-out"), true);
    });
  }

  function watch() {
    paint();
    if (over) { return; }
    var mute = Date.now() - heard > silentAfter;
    if ((mute || source.readyState === EventSource.CLOSED) && Date.now() - opened > wait) {
      wait = Math.min(wait * 2, 5000);
      open();
    }
  }

  window.addEventListener("pagehide", function () { if (source) { source.close(); } });
  window.addEventListener("pageshow", function (e) { if (e.persisted) { open(); } });
  open();
  setInterval(watch, 1000);
  setInterval(refresh, 20000); // what the node says of time, such as overdue by our clock
})();
