// Passkeys on pages of ours. A page says what it wants by attributes; without them, or without passkeys in the browser,
// nothing happens and the password way stays as it is.
//
//   <button data-passkey-login="/login/passkey" hidden>   signs in; the email field's autofill does so too, where its
//                                                         autocomplete says "username webauthn"
//   <button data-passkey-add="/account/passkeys" hidden>  adds one; then a [data-passkey-naming] form, if there is one, is
//                                                         shown with the proposed name, else the page is loaded again
//   <form data-passkey-call action="/account/passkeys/ID/rename">  posts its fields as JSON, then the page is loaded again
//                                                         (a dialog around that form opens, and the page is loaded again when
//                                                         it closes; with data-passkey-then, that page after saving)
//   <… data-passkey-note role="status">                   where what happened is said (data-passkey-failed: when even
//                                                         asking did not work); in an open dialog its own
//   <… data-passkey-offer hidden>                         shown where this device can make a passkey
//   <input name="passkey_ready">                          becomes "1" where this device can make a passkey
//   <… data-passkey-signal="{…}">                         what the person's password managers should know
(function () {
  "use strict";
  var doc = document, passkeys = window.PublicKeyCredential;
  var note = doc.querySelector("[data-passkey-note]");
  var waiting = null; // the pending autofill request, which must end before the button asks

  function find(name) { return doc.querySelector("[data-passkey-" + name + "]"); }
  function say(text) {
    var place = doc.querySelector("dialog[open] [data-passkey-note]") || note;
    if (place) { place.textContent = text || ""; place.hidden = !text; }
  }
  function unreachable() { say(note && note.dataset.passkeyFailed); }
  function bytes(text) {
    var raw = atob(text.replace(/-/g, "+").replace(/_/g, "/")), all = new Uint8Array(raw.length);
    for (var i = 0; i < raw.length; i++) all[i] = raw.charCodeAt(i);
    return all;
  }
  function text(buffer) {
    if (!buffer) return null;
    var raw = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  }
  function keys(list) { return (list || []).map(function (key) { return Object.assign({}, key, { id: bytes(key.id) }); }); }

  // Posts JSON with the page's token. Gives the answer, with `ok`.
  async function call(path, body) {
    var answer = await fetch(path, {
      method: "POST",
      credentials: "same-origin",
      headers: {
        "content-type": "application/json",
        "accept-language": doc.documentElement.lang,
        "x-csrf-token": (doc.querySelector("input[name=csrf]") || {}).value || ""
      },
      body: JSON.stringify(body)
    });
    var said = await answer.json();
    said.ok = answer.ok;
    return said;
  }

  // Tells the person's password managers, where the browser can. That they listen is not promised to anybody.
  async function signal(what) {
    try {
      if (what.credentialId && passkeys.signalUnknownCredential) await passkeys.signalUnknownCredential(what);
      if (what.allAcceptedCredentialIds && passkeys.signalAllAcceptedCredentials)
        await passkeys.signalAllAcceptedCredentials({ rpId: what.rpId, userId: what.userId, allAcceptedCredentialIds: what.allAcceptedCredentialIds });
      if (what.name && passkeys.signalCurrentUserDetails)
        await passkeys.signalCurrentUserDetails({ rpId: what.rpId, userId: what.userId, name: what.name, displayName: what.displayName });
    } catch (_) { /* not listening */ }
  }

  async function signIn(path, autofill) {
    var pending = new AbortController(), stale = null, asked, found, answer;
    if (waiting) waiting.abort();
    waiting = pending;
    try {
      asked = await call(path + "/options", {});
    } catch (_) {
      return autofill || unreachable();
    }
    if (!asked.ok) return autofill || say(asked.message);
    if (pending.signal.aborted) return;
    var options = asked.publicKey;
    options.challenge = bytes(options.challenge);
    options.allowCredentials = keys(options.allowCredentials);
    var request = { publicKey: options, signal: pending.signal };
    if (autofill) {
      request.mediation = "conditional";
      // A challenge lives five minutes; a page may lie open longer.
      stale = setTimeout(function () { if (waiting === pending) signIn(path, true); }, 270000);
    }
    try {
      found = await navigator.credentials.get(request);
      var response = found.response;
      say("");
      answer = await call(path + "/finish", {
        ceremony: asked.ceremony,
        credential: {
          id: found.id, rawId: text(found.rawId), type: found.type, clientExtensionResults: found.getClientExtensionResults(),
          response: {
            authenticatorData: text(response.authenticatorData), clientDataJSON: text(response.clientDataJSON),
            signature: text(response.signature), userHandle: text(response.userHandle)
          }
        }
      });
      if (answer.ok) return location.assign(answer.continue);
      say(answer.message);
      if (answer.gone) await signal(answer.gone);
    } catch (error) {
      // Aborted is what we did ourselves. Cancelled and timed out are one thing (NotAllowedError), and no mistake.
      if (error.name === "AbortError" || (autofill && !found)) return;
      say(error.name === "NotAllowedError" ? asked.cancelled : asked.failed);
    } finally {
      clearTimeout(stale);
    }
    // The email field offers passkeys again.
    if (waiting === pending) { waiting = null; autofillFor(path, autofill && !found); }
  }

  async function autofillFor(path, again) {
    if (again || !doc.querySelector("input[autocomplete~=webauthn]") || !passkeys.isConditionalMediationAvailable) return;
    if (await passkeys.isConditionalMediationAvailable() && !waiting) signIn(path, true);
  }

  async function add(path) {
    var asked, answer;
    try {
      asked = await call(path + "/options", {});
    } catch (_) { return unreachable(); }
    if (!asked.ok) return asked.continue ? location.assign(asked.continue) : say(asked.message);
    var options = asked.publicKey;
    options.challenge = bytes(options.challenge);
    options.user.id = bytes(options.user.id);
    options.excludeCredentials = keys(options.excludeCredentials);
    try {
      var made = await navigator.credentials.create({ publicKey: options }), response = made.response;
      answer = await call(path + "/finish", {
        ceremony: asked.ceremony,
        attachment: made.authenticatorAttachment || null,
        credential: {
          id: made.id, rawId: text(made.rawId), type: made.type, clientExtensionResults: made.getClientExtensionResults(),
          response: {
            attestationObject: text(response.attestationObject), clientDataJSON: text(response.clientDataJSON),
            transports: response.getTransports ? response.getTransports() : []
          }
        }
      });
    } catch (error) {
      return say(error.name === "InvalidStateError" ? asked.excluded : error.name === "NotAllowedError" ? asked.cancelled : asked.failed);
    }
    if (!answer.ok) return say(answer.message);
    say("");
    await signal(answer.signal);
    var naming = find("naming");
    if (!naming) return location.reload();
    naming.action = path + "/" + answer.id + "/rename";
    naming.elements.name.value = answer.name;
    naming.hidden = false;
    var box = naming.closest("dialog");
    if (box) {
      box.addEventListener("close", function () { location.reload(); });
      box.showModal();
    }
    naming.elements.name.select();
  }

  async function send(form) {
    var fields = {}, answer;
    new FormData(form).forEach(function (value, name) { if (name !== "csrf") fields[name] = value; });
    try {
      answer = await call(form.getAttribute("action"), fields);
    } catch (_) { return unreachable(); }
    if (!answer.ok && answer.continue) return location.assign(answer.continue);
    if (!answer.ok || answer.advice) say(answer.message || answer.advice);
    if (!answer.ok) return;
    await signal(answer.signal);
    // Advice stays to be read; saving the same name once more takes it as it is.
    if (!answer.advice || form.dataset.advised === fields.name) return form.dataset.passkeyThen ? location.assign(form.dataset.passkeyThen) : location.reload();
    form.dataset.advised = fields.name;
  }

  // Whether this very device can make a passkey that its owner unlocks.
  async function ready() {
    try {
      if (passkeys.getClientCapabilities) {
        var can = await passkeys.getClientCapabilities();
        if (can.passkeyPlatformAuthenticator !== undefined) return can.passkeyPlatformAuthenticator;
      }
      return await passkeys.isUserVerifyingPlatformAuthenticatorAvailable();
    } catch (_) { return false; }
  }

  doc.querySelectorAll("form[data-passkey-call], form[data-passkey-naming]").forEach(function (form) {
    form.addEventListener("submit", function (event) { event.preventDefault(); send(form); });
  });
  if (!passkeys || !navigator.credentials) return;

  var login = find("login"), adding = find("add"), offer = find("offer"), field = doc.querySelector("input[name=passkey_ready]"), known = find("signal");
  if (login) {
    login.hidden = false;
    login.addEventListener("click", function () { say(""); signIn(login.dataset.passkeyLogin, false); });
    autofillFor(login.dataset.passkeyLogin, false);
  }
  if (adding) {
    adding.hidden = false;
    adding.addEventListener("click", function () { say(""); add(adding.dataset.passkeyAdd); });
  }
  if (known) signal(JSON.parse(known.dataset.passkeySignal));
  if (offer || field) ready().then(function (is) {
    if (is && offer) offer.hidden = false;
    if (is && field) field.value = "1";
  });
})();
