// <print-button>: the button inside prints the page. Without scripts the browser's own command does.
class PrintButton extends HTMLElement {
    connectedCallback() {
        this.addEventListener("click", (event) => event.target.closest("button") && window.print());
    }
}
if (!customElements.get("print-button")) customElements.define("print-button", PrintButton);
