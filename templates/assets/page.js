// Pages work without this. It shows a typed password on request, takes the reader to what is wrong or was done, counts down
// to the next code, says moments in the reader's own time zone, and prints or copies recovery codes.
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
  var told = document.querySelector(".summary, #notice, #objection");
  if (told) told.focus();

  document.querySelectorAll("[data-wait]").forEach(function (wait) {
    var form = wait.closest("form"), button = form.querySelector("button"), clock = wait.querySelector(".clock");
    var status = form.querySelector("[role=status]"), end = Date.now() + wait.dataset.wait * 1000;
    button.setAttribute("aria-disabled", "true");
    form.addEventListener("submit", function (event) { if (Date.now() < end) event.preventDefault(); });
    var ticking = setInterval(function () {
      var left = Math.ceil((end - Date.now()) / 1000);
      if (left > 0) {
        clock.textContent = Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0");
        return;
      }
      clearInterval(ticking);
      wait.remove();
      button.removeAttribute("aria-disabled");
      status.textContent = status.dataset.saysNow;
    }, 250);
  });

  // In the page's language, as the reader writes it: 4 March in Australia, March 4 in America.
  var zone = document.documentElement.dataset.zone || undefined, page = document.documentElement.lang, exact;
  var own = (navigator.languages || []).find(function (language) { return language.split("-")[0] === page.split("-")[0]; });
  try {
    exact = new Intl.DateTimeFormat(own || page, { dateStyle: "long", timeStyle: "short", timeZone: zone });
  } catch (_) { /* a zone that this browser does not know: the exact words stay in UTC */ }
  if (exact) document.querySelectorAll("time[datetime]").forEach(function (time) {
    time.title = exact.format(new Date(time.dateTime));
    var beside = time.parentElement.querySelector("[data-exact]");
    if (beside) beside.textContent = time.title;
  });

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", function () {
      var lines = Array.from(document.querySelectorAll("#" + button.dataset.copy + " code"), function (code) { return code.textContent; });
      navigator.clipboard.writeText(lines.join("\n")).then(function () {
        document.getElementById("copied").textContent = button.dataset.saysCopied;
        button.lastChild.textContent = " " + button.dataset.saysCopied;
      });
    });
  });
})();
