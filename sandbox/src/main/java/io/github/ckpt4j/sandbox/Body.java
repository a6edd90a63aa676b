package io.github.ckpt4j.sandbox;

/** A template with its values: JSON that is still to be written. */
record Body(Template template, Values values) {}
