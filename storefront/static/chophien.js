// Only an enhancement: every page works without this file.
"use strict";
document.querySelectorAll("form[data-tidy]").forEach((form) => {
  // Empty filters stay out of the address, so it can be read and shared.
  form.addEventListener("submit", () => {
    form.querySelectorAll("input, select").forEach((field) => {
      if (field.value === "") field.disabled = true;
    });
  });
});
