// Makes pages quicker; every page works without it. No inline handlers; only what a crew types at a door is stored.
const $ = (selector, within = document) => [...within.querySelectorAll(selector)];

async function startNhs(scope) {
  const { initAll } = await import(document.body.dataset.nhsuk);
  initAll(scope ? { scope } : undefined);
}

// A form is sent once: a second tap does nothing, and the submission key makes a repeat harmless.
function guardOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-once]")) return;
    // The browser's own page for a lost signal would take this one, and all that is typed on it, out of sight. A browser
    // without a network says so too where the service is on the same machine: so the service is asked.
    if (!navigator.onLine && !form.dataset.reached) {
      event.preventDefault();
      return fetch("/healthz", { cache: "no-store" }).then(
        () => { form.dataset.reached = "yes"; form.requestSubmit(event.submitter); },
        () => tell(form, "There is no signal, so nothing was recorded. This page stays as it is: send it again later."),
      );
    }
    delete form.dataset.reached;
    if (form.dataset.sent) return event.preventDefault();
    if (saving.has(form)) {
      event.preventDefault();
      return saving.get(form).then.push(event.submitter);
    }
    form.dataset.sent = "yes";
    const button = event.submitter;
    if (button) button.setAttribute("aria-disabled", "true");
    // A connection that was lost must not lock the form for ever.
    setTimeout(() => release(form, button), 15000);
  });
  window.addEventListener("pageshow", () => $("form[data-once]").forEach((form) => release(form)));
}

// While a form saves itself its sending waits, for each save builds on the version that the one before made;
// and once it is sent it saves itself no more.
const saving = new Map();

function sendAfterSaving() {
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt.closest("form[data-once]");
    if (!form || event.detail.requestConfig.verb !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    const under = saving.get(form) || { way: 0, then: [] };
    under.way += 1;
    saving.set(form, under);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest("form[data-once]");
    const under = form && saving.get(form);
    if (!under || event.detail.requestConfig.verb !== "post") return;
    under.way -= 1;
    if (under.way) return;
    saving.delete(form);
    if (under.then.length) form.requestSubmit(under.then[0]);
  });
}

function release(form, button) {
  delete form.dataset.sent;
  (button ? [button] : $("[aria-disabled]", form)).forEach((one) => one.removeAttribute("aria-disabled"));
}

// Filters follow each change; the button stays for keyboards and for browsers without scripts.
function followFilters(scope = document) {
  $("form[data-filters]", scope).forEach((form) => {
    let timer;
    const send = () => {
      const target = document.querySelector(form.dataset.target);
      if (!target || !window.htmx) return;
      const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
      const address = `${location.pathname}${query.size ? `?${query}` : ""}`;
      history.replaceState(history.state, "", address);
      htmx.ajax("GET", address, { target, select: form.dataset.target, swap: "outerHTML" });
    };
    form.addEventListener("input", (event) => {
      clearTimeout(timer);
      timer = setTimeout(send, event.target.matches("input[type=text], input[type=search]") ? 250 : 0);
    });
  });
}

// A live part asks for itself every few seconds and costs nothing while nothing changed.
function keepLive(scope = document) {
  const parts = $("[data-live]", scope);
  if (scope.matches?.("[data-live]")) parts.push(scope);
  parts.filter((part) => !part.dataset.isLive).forEach((part) => {
    part.dataset.isLive = "yes";
    let tag = "";
    const ask = async () => {
      if (!part.isConnected) return;
      if (document.hidden) return setTimeout(ask, 1000);
      try {
        const headers = { "X-Handrail-Live": "yes", "HX-Request": "true", "HX-Current-URL": location.href };
        if (tag) headers["If-None-Match"] = tag;
        const answer = await fetch(part.dataset.live, { headers, cache: "no-store", redirect: "manual" });
        if (answer.headers.has("HX-Redirect")) {
          // Leaving the page would lose what is typed on it.
          if (part.dataset.stays) return (part.textContent = part.dataset.stays);
          return location.assign(answer.headers.get("HX-Redirect"));
        }
        if (answer.status === 200) {
          tag = answer.headers.get("ETag") || "";
          if (swap(part, await answer.text())) return;
        }
        part.classList.toggle("hr-live--lost", answer.status >= 500);
      } catch {
        part.classList.add("hr-live--lost");
      }
      setTimeout(ask, 1000 * Number(part.dataset.every || 4));
    };
    setTimeout(ask, 1000 * Number(part.dataset.every || 4));
  });
}

// Puts in new content and keeps the focus where it was; true when the part itself was replaced.
function swap(part, html) {
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const same = part.id && fresh.getElementById(part.id);
  if (same) {
    part.replaceWith(same);
    settle(same);
  } else {
    part.replaceChildren(...fresh.body.childNodes);
    settle(part);
  }
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  return Boolean(same);
}

// Scanners type like a keyboard: keep the focus in the box, also after the list was renewed.
function readyScanners(scope = document) {
  $("[data-scan]", scope).forEach((box) => {
    const input = box.querySelector("[data-scan-input]");
    if (scope !== document && !input.value) input.focus({ preventScroll: true });
    else if (input.value) input.select();
    const camera = box.querySelector("[data-scan-camera]");
    if (camera && "BarcodeDetector" in window && navigator.mediaDevices) {
      camera.hidden = false;
      camera.addEventListener("click", () => useCamera(box, input));
    }
  });
}

async function useCamera(box, input) {
  const video = box.querySelector("[data-scan-video]");
  const say = (text) => (box.querySelector("[data-scan-message]").textContent = text);
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    const stop = () => {
      stream.getTracks().forEach((track) => track.stop());
      video.hidden = true;
    };
    const detector = new BarcodeDetector();
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    say("Hold the code in front of the camera.");
    const until = Date.now() + 30000;
    const look = async () => {
      const [code] = await detector.detect(video);
      if (code) {
        stop();
        input.value = code.rawValue;
        input.form.requestSubmit();
      } else if (Date.now() < until) requestAnimationFrame(look);
      else {
        stop();
        say("No code was found. Try again, or type the number.");
      }
    };
    look();
  } catch {
    say("The camera cannot be used. Scan with a scanner, or type the number.");
  }
}

// The drawing on white: a browser shows a picture that is see-through on black, where dark ink cannot be read.
function onPaper(canvas) {
  const paper = document.createElement("canvas");
  Object.assign(paper, { width: canvas.width, height: canvas.height });
  const pen = paper.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, paper.width, paper.height);
  pen.drawImage(canvas, 0, 0);
  return paper.toDataURL("image/png");
}

// A signature may be drawn; the typed name stands without it.
function readySignatures(scope = document) {
  $("[data-signature]", scope).forEach((field) => {
    const pad = field.querySelector("[data-signature-pad]");
    const value = field.querySelector("[data-signature-value]");
    const canvas = pad.querySelector("canvas");
    const pen = canvas.getContext("2d");
    let drawing = false;
    pad.hidden = false;
    Object.assign(pen, { lineWidth: 3, lineCap: "round", lineJoin: "round", strokeStyle: "#0b2233" });
    if (value.value) {
      // What was drawn before the page came back with a question.
      const drawn = new Image();
      drawn.addEventListener("load", () => pen.drawImage(drawn, 0, 0));
      drawn.src = value.value;
    }
    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      const scale = canvas.width / box.width;
      return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    };
    canvas.addEventListener("pointerdown", (event) => {
      drawing = true;
      canvas.setPointerCapture(event.pointerId);
      pen.beginPath();
      pen.moveTo(...at(event));
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!drawing) return;
      pen.lineTo(...at(event));
      pen.stroke();
    });
    const end = () => {
      if (drawing) value.value = onPaper(canvas);
      drawing = false;
    };
    canvas.addEventListener("pointerup", end);
    canvas.addEventListener("pointercancel", end);
    field.querySelector("[data-signature-clear]").addEventListener("click", () => {
      pen.clearRect(0, 0, canvas.width, canvas.height);
      value.value = "";
    });
  });
}

// A photo is shown before it is sent.
function readyPhotos(scope = document) {
  $("[data-photo]", scope).forEach((field) => {
    const preview = field.querySelector("[data-photo-preview]");
    field.querySelector("input[type=file]").addEventListener("change", (event) => {
      if (preview.src) URL.revokeObjectURL(preview.src);
      const [file] = event.target.files;
      preview.hidden = !file || !file.type.startsWith("image/");
      if (!preview.hidden) preview.src = URL.createObjectURL(file);
    });
  });
}

// A percentage can be slid as well as typed. What slides has no name, so it is not sent; the box is.
function addSlides() {
  $("input[data-slide]").forEach((box) => {
    const slide = document.createElement("input");
    Object.assign(slide, { type: "range", min: 0, max: 100, step: 0.5, value: box.value || 0, className: "hr-slide" });
    slide.setAttribute("aria-label", `Slide: ${document.querySelector(`label[for="${box.id}"]`).textContent}`);
    slide.addEventListener("input", () => {
      box.value = slide.value;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    });
    box.addEventListener("input", () => (slide.value = box.value || 0));
    box.closest(".nhsuk-input-wrapper").after(slide);
  });
}

// What is typed at a door or in a draft stays in the tab until it is recorded, over a lost signal and a session that
// ended. It is for whoever typed it only. Files cannot be kept, and a tick of these is for what the page showed then.
const TICKED_ANEW = ["sure", "other_day", "leave_unsafe"];

function keepTyped() {
  const store = tabStore();
  if (!store) return;
  const drop = (which) => {
    const names = Object.keys(store).filter((name) => name.startsWith("kept:") && which(name));
    names.forEach((name) => store.removeItem(name));
  };
  const user = document.body.dataset.user;
  if (user) drop((name) => !name.startsWith(`kept:${user}:`));
  const recorded = $("[data-recorded]").map((flash) => flash.dataset.recorded);
  drop((name) => recorded.includes(JSON.parse(store[name]).key));
  // A draft that was begun at another address is kept under its own from then on.
  $("[data-begun-at]").forEach((begun) => drop((name) => name.endsWith(`:${begun.dataset.begunAt}`)));
  $(".nhsuk-header__account-form").forEach((form) => form.addEventListener("submit", () => drop(() => true)));
  $("form[data-keeps]").forEach((form) => {
    const name = `kept:${user}:${location.pathname}`;
    const save = () => store.setItem(name, JSON.stringify(typedIn(form)));
    if ("version" in form.dataset) {
      if (store[name] && putBackUnsaved(form, JSON.parse(store[name]))) save();
      else store.removeItem(name);
      forgetSaved(form, store, name, save);
    } else if (store[name]) {
      if ("fresh" in form.dataset) putBack(form, JSON.parse(store[name]));
      save();
    }
    ["input", "change", "pointerup", "click"].forEach((kind) => form.addEventListener(kind, save));
  });
}

// A browser may forbid it: the page then does without.
function tabStore() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

function typedIn(form) {
  const boxes = $("input:not([type=hidden], [type=file]), [data-signature-value], select, textarea", form);
  const named = boxes.filter((box) => box.name && !TICKED_ANEW.includes(box.name));
  const typed = named.map((box) => [box.name, box.value, Boolean(box.checked)]);
  return { key: form.elements.idempotency_key.value, of: aboutOf(form), typed };
}

// What the numbered boxes are about: of a draft, its version, which each save brings to the page anew.
const aboutOf = (form) =>
  "version" in form.dataset ? $("[name=seen_version]", form).at(-1).value : form.dataset.keeps;

// A draft saves itself: what was typed on the version that still stands was not saved any more. True if there was any.
function putBackUnsaved(form, before) {
  if (before.of !== aboutOf(form)) return false;
  const shown = JSON.stringify(typedIn(form).typed);
  fill(form, before);
  if (JSON.stringify(typedIn(form).typed) === shown) return false;
  tell(form, "What you typed is here again, but it was not saved. Look through it, then save the draft.");
  return true;
}

// Once a save has taken in all that is typed there is nothing to keep; what was typed during it is kept for the next.
function forgetSaved(form, store, name, save) {
  let sent = "";
  const ours = (event) => form.contains(event.detail.elt) && event.detail.requestConfig.verb === "post";
  const stands = () => JSON.stringify(typedIn(form).typed);
  document.addEventListener("htmx:beforeRequest", (event) => ours(event) && (sent = stands()));
  document.addEventListener("htmx:afterRequest", (event) => {
    // To be led to sign in is no failure to the browser.
    if (!ours(event) || !event.detail.successful || event.detail.xhr.getResponseHeader("HX-Redirect")) return;
    stands() === sent ? store.removeItem(name) : save();
  });
}

function putBack(form, before) {
  fill(form, before);
  // The same submission: if it was recorded and only the answer was lost, it is not recorded twice.
  form.elements.idempotency_key.value = before.key;
  tell(form, "What you typed is here again, but it was not recorded. Look through it, then send it. Take photos again.");
}

function fill(form, before) {
  for (const [name, value, checked] of before.typed) {
    // The number of one thing may be that of another by now.
    if (before.of !== aboutOf(form) && /_\d+$/.test(name)) continue;
    for (const box of $(`[name="${CSS.escape(name)}"]`, form)) {
      const shown = `${box.checked} ${box.value}`;
      if (["radio", "checkbox"].includes(box.type)) box.checked = box.value === value ? checked : box.checked;
      else if (!box.options || [...box.options].some((option) => option.value === value)) box.value = value;
      if (shown !== `${box.checked} ${box.value}`) unsay(box);
    }
  }
}

// What the page said of a box was about what it held before: it is judged anew when it is sent.
function unsay(box) {
  const group = box.closest(".nhsuk-form-group--error");
  if (!group) return;
  group.classList.remove("nhsuk-form-group--error");
  box.classList.remove("nhsuk-input--error", "nhsuk-textarea--error", "nhsuk-select--error");
  $(".nhsuk-error-message", group).forEach((said) => {
    box.setAttribute("aria-describedby", (box.getAttribute("aria-describedby") ?? "").replace(said.id, "").trim());
    said.remove();
  });
  $(`.nhsuk-error-summary a[href="#${CSS.escape(box.id)}"]`).forEach((link) => link.closest("li").remove());
  $(".nhsuk-error-summary:not(:has(li))").forEach((empty) => empty.remove());
}

// Says something at the top of a form, where the reader is taken.
function tell(form, text) {
  form.querySelector(":scope > .hr-flash")?.remove();
  const said = document.createElement("div");
  const words = document.createElement("p");
  Object.assign(said, { className: "hr-flash hr-flash--warning", tabIndex: -1 });
  words.textContent = text;
  said.setAttribute("role", "alert");
  said.append(words);
  form.prepend(said);
  said.focus();
}

function settle(scope) {
  startNhs(scope);
  if (window.htmx) htmx.process(scope);
  keepLive(scope);
  readyScanners(scope);
  readySignatures(scope);
  readyPhotos(scope);
}

keepTyped();
guardOnce();
sendAfterSaving();
startNhs();
followFilters();
keepLive();
readyScanners();
readySignatures();
readyPhotos();
addSlides();
$("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
document.body.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) {
    startNhs(event.detail.elt);
    readyScanners(event.detail.elt);
    readySignatures(event.detail.elt);
    readyPhotos(event.detail.elt);
    keepLive(event.detail.elt);
  }
});
