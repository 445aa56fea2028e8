// Pages work without this. It shows a typed password on request, and takes the reader to what is wrong.
(function () {
  "use strict";
  document.querySelectorAll(".reveal").forEach(function (button) {
    var input = document.getElementById(button.getAttribute("aria-controls"));
    var show = button.textContent, showLabel = button.getAttribute("aria-label");
    function set(shown) {
      input.type = shown ? "text" : "password";
      button.textContent = shown ? button.dataset.hide : show;
      button.setAttribute("aria-label", shown ? button.dataset.hideLabel : showLabel);
    }
    button.hidden = false;
    button.addEventListener("click", function () { set(input.type === "password"); input.focus(); });
    // A password left visible would be kept by the browser as ordinary text.
    input.form.addEventListener("submit", function () { set(false); });
  });
  var summary = document.querySelector(".summary");
  if (summary) summary.focus();
})();
