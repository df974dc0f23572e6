// Registering a finding in the field: photos made smaller and hashed here, words and photos kept on this phone until they are sent.
// Without this script the form is an ordinary one.

const LongestSide = 1600;
const Quality = 0.82;

class Offline extends Error {}

class Refusal extends Error {
  constructor(problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

/* Photos and what waits to be sent, in IndexedDB: localStorage is too small for pictures. */
const store = {
  open() {
    this.db ??= new Promise((done, failed) => {
      const request = indexedDB.open("findings", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("photos", { keyPath: "id" });
        request.result.createObjectStore("outbox", { keyPath: "id" });
      };
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
    return this.db;
  },
  async run(name, mode, act) {
    const database = await this.open();
    return new Promise((done, failed) => {
      const transaction = database.transaction(name, mode);
      const request = act(transaction.objectStore(name));
      transaction.oncomplete = () => done(request.result);
      transaction.onerror = () => failed(transaction.error);
    });
  },
  all: (name) => store.run(name, "readonly", (rows) => rows.getAll()),
  put: (name, row) => store.run(name, "readwrite", (rows) => rows.put(row)),
  remove: (name, id) => store.run(name, "readwrite", (rows) => rows.delete(id)),
};

async function call(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Offline();
  }
  // A session that ended, or a server that is just being started: what was typed stays here.
  if (answer.status === 401 || answer.status >= 500) throw new Offline();
  if (!answer.ok) throw new Refusal(await answer.json().catch(() => ({ title: String(answer.status), code: "" })));
  return answer.json();
}

async function post(path, body, type, key) {
  const { csrfToken } = await call("/api/session");
  return call(path, { method: "POST", body, headers: { "Content-Type": type, "X-CSRF-Token": csrfToken, "Idempotency-Key": key } });
}

/** Sends one finding, photos first; each under its own key, so that sending again after a broken answer does nothing twice. */
async function send(entry) {
  const attachments = [];
  for (const id of entry.photos) {
    const photo = (await store.all("photos")).find((it) => it.id === id);
    if (!photo) continue;
    if (!photo.sent) {
      const about = new URLSearchParams(photo.about);
      photo.sent = (await post(`/api/attachments?${about}`, photo.blob, photo.blob.type, photo.id)).id;
      await store.put("photos", photo);
    }
    attachments.push(photo.sent);
  }
  const registered = await post("/api/findings", JSON.stringify({ ...entry.body, attachments }), "application/json", entry.id);
  for (const id of entry.photos) await store.remove("photos", id);
  await store.remove("outbox", entry.id);
  return registered;
}

async function sha256(blob) {
  const hash = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A smaller JPEG of a photo; the photo itself where this device cannot read it. */
async function smaller(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LongestSide / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return (await new Promise((done) => canvas.toBlob(done, "image/jpeg", Quality))) ?? file;
  } catch {
    return file;
  }
}

/** Shows the facts that the chosen matter asks for, and those that are filled in; all of them while there is no matter. */
function showFacts(root) {
  const matter = root.querySelector("input[name=matterCode]");
  const option = [...(matter?.list?.options ?? [])].find((it) => it.value === matter.value);
  const asked = option?.dataset.facts?.split(" ").filter(Boolean);
  for (const field of root.querySelectorAll("[data-fact]")) {
    const filled = field.querySelector("input, select").value !== "";
    field.hidden = Boolean(asked) && !asked.includes(field.dataset.fact) && !filled;
  }
  const box = root.querySelector("details[data-facts-box]");
  if (box && asked?.length) box.open = true;
}

customElements.define(
  "matter-facts",
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener("input", () => showFacts(this));
      showFacts(this);
    }
  },
);

customElements.define(
  "finding-form",
  class extends HTMLElement {
    async connectedCallback() {
      this.form = this.querySelector("form");
      this.key = `finding:${this.dataset.person}`;
      this.photos = [];
      this.leaving = new AbortController();
      const { signal } = this.leaving;
      this.restoreWords(JSON.parse(localStorage.getItem(this.key) ?? "null"));
      this.form.addEventListener("input", () => this.keepWords(), { signal });
      this.form.addEventListener("submit", (event) => this.submit(event), { signal });
      this.form.elements.photos.addEventListener("change", (event) => this.addPhotos(event.target), { signal });
      window.addEventListener("online", () => this.flush(), { signal });
      const locate = this.querySelector("[data-locate]");
      locate.hidden = !("geolocation" in navigator);
      locate.addEventListener("click", () => this.locate(), { signal });
      showFacts(this);
      this.showPoint();
      const waiting = new Set((await store.all("outbox")).flatMap((entry) => entry.photos));
      this.photos = (await store.all("photos")).filter((photo) => photo.person === this.dataset.person && !waiting.has(photo.id));
      this.showPhotos();
      this.flush();
    }

    disconnectedCallback() {
      this.leaving?.abort();
    }

    get fields() {
      return [...this.form.elements].filter((it) => it.name && !it.name.startsWith("_") && it.type !== "file");
    }

    keepWords() {
      showFacts(this);
      localStorage.setItem(this.key, JSON.stringify(this.fields.map((it) => [it.name, it.value])));
      this.querySelector("[data-draft-note]").hidden = false;
    }

    restoreWords(words) {
      if (!words) return;
      const values = [...words];
      for (const field of this.fields) {
        const at = values.findIndex(([name]) => name === field.name);
        if (at < 0) continue;
        const [[name, value]] = values.splice(at, 1);
        // The time of finding is now, unless something was told about it already.
        if (name !== "foundAt" || words.some(([other, told]) => other === "description" && told)) field.value = value;
      }
      this.querySelector("[data-draft-note]").hidden = false;
    }

    async addPhotos(input) {
      const faults = [];
      for (const file of input.files) {
        let original, blob;
        try {
          original = await sha256(file);
          blob = await smaller(file);
        } catch {
          faults.push(`${this.dataset.photoFailed}：${file.name}`);
          continue;
        }
        if (blob.size > Number(this.dataset.photoMost)) {
          faults.push(`${this.dataset.tooLarge} ${file.name}`);
          continue;
        }
        const about = { name: file.name, originalSha256: original, originalSize: file.size, takenAt: new Date(file.lastModified).toISOString() };
        const { latitude, longitude } = this.form.elements;
        if (latitude.value) Object.assign(about, { latitude: latitude.value, longitude: longitude.value });
        const photo = { id: crypto.randomUUID(), person: this.dataset.person, blob, about };
        await store.put("photos", photo);
        this.photos.push(photo);
      }
      input.value = "";
      this.querySelector("[data-fault=attachments]").textContent = faults.join(" ");
      this.showPhotos();
    }

    showPhotos() {
      const list = this.querySelector("[data-photos]");
      list.replaceChildren(
        ...this.photos.map((photo, index) => {
          const item = document.createElement("li");
          const picture = document.createElement("img");
          picture.src = URL.createObjectURL(photo.blob);
          picture.alt = this.dataset.photo.replace("{0}", index + 1);
          const remove = document.createElement("button");
          remove.type = "button";
          remove.className = "btn btn-sm";
          remove.textContent = this.dataset.remove.replace("{0}", index + 1);
          remove.addEventListener("click", async () => {
            await store.remove("photos", photo.id);
            this.photos = this.photos.filter((it) => it !== photo);
            this.showPhotos();
          });
          item.append(picture, remove);
          return item;
        }),
      );
    }

    locate() {
      const note = this.querySelector("[data-location-note]");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          this.form.elements.latitude.value = coords.latitude.toFixed(6);
          this.form.elements.longitude.value = coords.longitude.toFixed(6);
          note.textContent = this.dataset.located.replace("{0}", Math.round(coords.accuracy));
          this.keepWords();
          this.showPoint();
        },
        () => (note.textContent = this.dataset.notLocated),
        { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 },
      );
    }

    async showPoint() {
      const { latitude, longitude } = this.form.elements;
      if (!latitude.value) return;
      const map = this.querySelector("finding-map");
      const others = await call("/api/findings?state=open&limit=100").catch(() => ({ items: [] }));
      map.show(
        { latitude: Number(latitude.value), longitude: Number(longitude.value) },
        others.items.filter((it) => it.location).map((it) => ({ ...it.location, place: it.place })),
      );
    }

    body() {
      const data = new FormData(this.form);
      const text = (name) => data.get(name)?.trim() || undefined;
      const facts = {};
      for (const [name, value] of data) if (name.startsWith("facts.") && value) facts[name.slice(6)] = value;
      const party = { kind: text("party.kind") };
      for (const name of ["name", "idNumber", "phone", "address"]) party[name] = text(`party.${name}`);
      return {
        description: text("description"),
        foundAt: text("foundAt"),
        place: text("place"),
        location: text("latitude") ? { latitude: Number(text("latitude")), longitude: Number(text("longitude")) } : undefined,
        grid: text("grid"),
        matterCode: text("matterCode")?.split(" ")[0],
        source: text("source"),
        organization: text("organization"),
        officers: [...new Set(data.getAll("officers").filter(Boolean))],
        parties: [party],
        facts,
      };
    }

    async submit(event) {
      event.preventDefault();
      if (!this.form.reportValidity()) return;
      const button = this.form.querySelector("button[type=submit]");
      const label = button.querySelector("span");
      const said = label.textContent;
      button.disabled = true;
      label.textContent = this.dataset.sending;
      const entry = {
        id: crypto.randomUUID(),
        person: this.dataset.person,
        body: this.body(),
        words: JSON.parse(localStorage.getItem(this.key) ?? "null"),
        photos: this.photos.map((photo) => photo.id),
      };
      try {
        await store.put("outbox", entry);
        const registered = await send(entry);
        localStorage.removeItem(this.key);
        location.assign(`/findings/${registered.id}?done=registered`);
      } catch (fault) {
        if (fault instanceof Offline) {
          localStorage.removeItem(this.key);
          this.form.reset();
          this.photos = [];
          this.showPhotos();
          this.querySelector("[data-draft-note]").hidden = true;
        } else {
          await store.remove("outbox", entry.id);
          this.refuse(fault);
        }
        this.showOutbox();
      } finally {
        button.disabled = false;
        label.textContent = said;
      }
    }

    /** Sends what waited for the network. What is refused comes back into the form. */
    async flush() {
      for (const entry of await store.all("outbox")) {
        if (entry.person !== this.dataset.person) continue;
        try {
          await send(entry);
        } catch (fault) {
          if (fault instanceof Offline) break;
          if (this.form.elements.description.value) break;
          await store.remove("outbox", entry.id);
          this.restoreWords(entry.words);
          this.photos = (await store.all("photos")).filter((photo) => entry.photos.includes(photo.id));
          this.showPhotos();
          this.refuse(fault);
        }
      }
      this.showOutbox();
    }

    async showOutbox() {
      const waiting = (await store.all("outbox")).filter((entry) => entry.person === this.dataset.person);
      const note = this.querySelector("[data-outbox]");
      note.hidden = waiting.length === 0;
      const head = document.createElement("strong");
      head.textContent = `${this.dataset.kept} (${waiting.length})`;
      const list = document.createElement("ul");
      list.append(
        ...waiting.map((entry) => {
          const item = document.createElement("li");
          item.textContent = `${entry.body.place} · ${entry.body.description}`;
          return item;
        }),
      );
      const hint = document.createElement("p");
      hint.className = "mb-0";
      hint.textContent = this.dataset.keptHint;
      note.replaceChildren(head, list, hint);
    }

    refuse(fault) {
      const { code, errors } = fault.problem ?? {};
      const problem = this.querySelector("[data-problem]");
      problem.hidden = false;
      this.querySelector("[data-problem-text]").textContent = fault.message || this.dataset.refused;
      this.querySelector("[data-problem-code]").textContent = code ?? "";
      for (const place of this.querySelectorAll("[data-fault]")) {
        const words = errors?.[place.dataset.fault]?.join(" ") ?? "";
        place.textContent = words;
        const name = place.dataset.fault.replace(/^parties\./, "party.");
        for (const field of this.fields.filter((it) => it.name === name)) field.classList.toggle("is-invalid", Boolean(words));
        // What is said inside a closed part would not be seen.
        if (words) place.closest("details")?.setAttribute("open", "");
      }
      problem.focus();
      problem.scrollIntoView({ block: "start" });
    }
  },
);

/** On the list: how many findings wait on this phone. */
customElements.define(
  "finding-outbox",
  class extends HTMLElement {
    async connectedCallback() {
      const waiting = await store.all("outbox").catch(() => []);
      if (waiting.length === 0) return;
      const note = document.createElement("p");
      note.className = "alert alert-warning";
      note.setAttribute("role", "status");
      const link = document.createElement("a");
      link.href = "/findings/new";
      link.textContent = this.dataset.go;
      note.append(`${this.dataset.kept} (${waiting.length}) `, link);
      this.replaceChildren(note);
    }
  },
);

/* The map: no tiles, only points and a scale, so that nothing leaves the house. */
let leaflet;
function loadLeaflet() {
  leaflet ??= new Promise((done, failed) => {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = "/lib/leaflet/leaflet.css";
    const script = document.createElement("script");
    script.src = "/lib/leaflet/leaflet.js";
    script.onload = () => done(window.L);
    script.onerror = failed;
    document.head.append(style, script);
  });
  return leaflet;
}

/** As an element: a place is somebody's text, never markup. */
function label(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element;
}

customElements.define(
  "finding-map",
  class extends HTMLElement {
    connectedCallback() {
      const { latitude, longitude, others } = this.dataset;
      this.hidden = !latitude;
      if (latitude) this.show({ latitude: Number(latitude), longitude: Number(longitude) }, JSON.parse(others || "[]"));
    }
    disconnectedCallback() {
      this.map?.remove();
      this.map = undefined;
    }
    async show(point, others) {
      const L = await loadLeaflet();
      this.hidden = false;
      this.map?.remove();
      this.map = L.map(this, { attributionControl: false, zoomControl: false, scrollWheelZoom: false, zoomAnimation: false });
      L.control.zoom({ zoomInTitle: this.dataset.zoomIn, zoomOutTitle: this.dataset.zoomOut }).addTo(this.map);
      L.control.scale({ imperial: false }).addTo(this.map);
      for (const other of others)
        L.circleMarker([other.latitude, other.longitude], { radius: 6, color: "#b8860b" }).bindTooltip(label(other.place)).addTo(this.map);
      L.circleMarker([point.latitude, point.longitude], { radius: 9, color: "#c2452f", fillOpacity: 0.8 }).bindTooltip(this.dataset.here).addTo(this.map);
      this.map.setView([point.latitude, point.longitude], 16);
    }
  },
);
