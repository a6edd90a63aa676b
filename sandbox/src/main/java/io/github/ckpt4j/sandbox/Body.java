package io.github.ckpt4j.sandbox;

/** A template and the values to fill it with: JSON that has not been written yet. */
record Body(Template template, Values values) {}
