// <live-refresh case="…" hidden>: says that the case (or, without one, anything the viewer sees) has changed; a click loads the page anew.
// It never reloads by itself: somebody may be typing. Its child is a button with the words.
class LiveRefresh extends HTMLElement {
    connectedCallback() {
        this.source = new EventSource("/api/events");
        this.source.addEventListener("case", (event) => {
            const wanted = this.getAttribute("case");
            if (!wanted || JSON.parse(event.data).number === wanted) this.hidden = false;
        });
        this.addEventListener("click", () => location.reload());
    }

    disconnectedCallback() {
        this.source?.close();
    }
}

customElements.define("live-refresh", LiveRefresh);
