// Makes the page live: fetches itself when the machine changed and swaps the parts marked data-live.
// Everything also works without it.
"use strict";
(() => {
  const lost = document.getElementById("connection");
  let busy = false, again = false, source = null;

  function inUse(part) {
    return part.contains(document.activeElement) || part.querySelector("input:not([type=hidden])") !== null;
  }

  // A form's number and seal are new in every copy; they alone are no change to show.
  function shown(part) {
    const copy = part.cloneNode(true);
    for (const field of copy.querySelectorAll("input[type=hidden]")) field.remove();
    return copy.innerHTML;
  }

  async function look() {
    if (busy) { again = true; return; }
    busy = true;
    try {
      const answer = await fetch(location.href, { cache: "no-store", headers: { Accept: "text/html" } });
      lost.hidden = true;
      if (new URL(answer.url).pathname !== location.pathname) { location.replace(answer.url); return; }
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const waits = "lookAgain" in document.body.dataset;
      if (waits && fresh.body.dataset.lookAgain === undefined) { location.reload(); return; }
      for (const part of document.querySelectorAll("[data-live]")) {
        const next = fresh.getElementById(part.id);
        if (next && !inUse(part) && shown(part) !== shown(next)) part.replaceWith(next);
      }
    } catch { lost.hidden = false; } finally {
      busy = false;
      if (again) { again = false; look(); }
    }
  }

  // Only a window in view listens: a browser allows few connections to one host.
  function listen() {
    if (source || document.hidden) return;
    source = new EventSource("/events");
    source.addEventListener("change", look);
    source.onopen = () => { lost.hidden = true; };
    source.onerror = () => {
      lost.hidden = false;
      if (source && source.readyState === EventSource.CLOSED) { source = null; setTimeout(listen, 5000); }
    };
  }
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { source?.close(); source = null; } else { listen(); look(); }
  });
  addEventListener("pagehide", () => { source?.close(); source = null; });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
  });

  const seconds = Number(document.body.dataset.lookAgain);
  if (seconds) setInterval(look, seconds * 1000);

  for (const form of document.querySelectorAll("form[data-keep]")) {
    // What is typed stands in the address, so that it survives a reload.
    const keep = () => {
      const values = new URLSearchParams(new FormData(form));
      values.delete("form"); values.delete("token");
      // What is secret stands nowhere, and what is long would not fit.
      for (const field of form.querySelectorAll("[type=password], [data-unkept]")) values.delete(field.name);
      history.replaceState(null, "", form.getAttribute("action") + "?" + values);
    };
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    // What opens in another tab leaves this page in view: it has to follow what that does, so nothing keeps the focus.
    if (form.target === "_blank") document.activeElement?.blur();
    if (!form.dataset.waiting) return;
    // Going back shows an empty form, so that nothing is sent a second time by habit.
    if (form.hasAttribute("data-keep")) history.replaceState(null, "", form.getAttribute("action"));
    const button = form.querySelector("button");
    setTimeout(() => { button.disabled = true; });
    const note = document.createElement("p");
    note.className = "activity";
    note.setAttribute("role", "status");
    note.textContent = form.dataset.waiting;
    form.insertBefore(note, form.querySelector(".action"));
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const button of document.querySelectorAll("button[disabled]")) button.disabled = false;
    for (const note of document.querySelectorAll("form .activity")) note.remove();
    listen();
  });
  listen();
})();
