package io.github.ckpt4j.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Responds to web requests that fail with a {@code CheckpointException} with a problem detail, if
 * {@code ckpt4j.problem-details} is true.
 */
@AutoConfiguration
@ConditionalOnClass(RestControllerAdvice.class)
@ConditionalOnProperty(name = "ckpt4j.problem-details", havingValue = "true")
@Import(CheckpointProblems.class)
public class CheckpointProblemsAutoConfiguration {}
