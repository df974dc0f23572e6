// Islands of the task form: they start themselves, also after enhanced navigation, and the form works without them.

/** Shows the fields of the chosen outcome only. What is hidden is disabled, so that it is not sent. */
customElements.define(
  "task-form",
  class extends HTMLElement {
    connectedCallback() {
      this.choose = () => {
        const chosen = this.querySelector("input[name=outcome]:checked")?.value ?? this.querySelector("input[name=outcome]")?.value;
        for (const block of this.querySelectorAll("[data-outcomes]")) {
          const asked = block.dataset.outcomes.split(" ").includes(chosen);
          block.hidden = !asked;
          for (const input of block.querySelectorAll("input, select, textarea")) input.disabled = !asked;
        }
        for (const hint of this.querySelectorAll(".task-only")) hint.hidden = true;
      };
      this.addEventListener("change", this.choose);
      this.choose();
    }
    disconnectedCallback() {
      this.removeEventListener("change", this.choose);
    }
  },
);

/** Keeps what is typed into the surrounding form on this device. With data-done, on the page after it, what was kept goes. */
customElements.define(
  "draft-keeper",
  class extends HTMLElement {
    connectedCallback() {
      const key = `draft:${this.dataset.key}`;
      if ("done" in this.dataset) localStorage.removeItem(key);
      const form = this.closest("form");
      if (!form) return;
      const kept = JSON.parse(localStorage.getItem(key) ?? "null");
      const inputs = () => [...form.elements].filter((it) => it.name?.startsWith("f.") || it.name === "comment" || it.name === "outcome");
      if (kept)
        for (const input of inputs()) {
          if (!(input.name in kept)) continue;
          if (input.type === "radio") input.checked = input.value === kept[input.name];
          else if (!input.value) input.value = kept[input.name];
        }
      this.note = document.createElement("p");
      this.note.className = "form-hint px-3 pt-3 mb-0";
      this.note.textContent = this.dataset.note;
      this.note.hidden = !kept;
      this.append(this.note);
      this.keep = () => {
        const words = {};
        for (const input of inputs()) if (input.type !== "radio" || input.checked) if (input.value) words[input.name] = input.value;
        localStorage.setItem(key, JSON.stringify(words));
        this.note.hidden = false;
      };
      this.form = form;
      form.addEventListener("input", this.keep);
      form.querySelector("task-form")?.choose?.();
    }
    disconnectedCallback() {
      this.form?.removeEventListener("input", this.keep);
    }
  },
);
