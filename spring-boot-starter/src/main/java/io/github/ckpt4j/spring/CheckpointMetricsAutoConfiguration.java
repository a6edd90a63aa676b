package io.github.ckpt4j.spring;

import io.github.ckpt4j.spi.RequestTag;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.okhttp3.OkHttpMetricsEventListener;
import io.micrometer.core.instrument.binder.okhttp3.OkHttpObservationInterceptor;
import io.micrometer.observation.ObservationRegistry;
import okhttp3.Request;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/**
 * Records each request as {@code ckpt4j.requests}, tagged with provider and operation. Tags contain
 * no ids, which keeps the number of time series small, and no keys.
 *
 * <p>With an {@link ObservationRegistry}, as in Spring Boot Actuator, each request is an
 * observation, from which the application's handlers create a timer and a span. With only a {@link
 * MeterRegistry}, it is a timer.
 */
@AutoConfiguration(before = CheckpointClientAutoConfiguration.class)
@ConditionalOnClass({MeterRegistry.class, OkHttpObservationInterceptor.class})
@ConditionalOnProperty(name = "ckpt4j.metrics.enabled", matchIfMissing = true)
public class CheckpointMetricsAutoConfiguration {
  private static final String NAME = "ckpt4j.requests";

  @Bean
  CheckpointHttpCustomizer checkpointMetrics(
      ObjectProvider<ObservationRegistry> observations, ObjectProvider<MeterRegistry> meters) {
    return http -> {
      ObservationRegistry observed = observations.getIfUnique();
      if (observed != null) {
        http.addInterceptor(OkHttpObservationInterceptor.builder(observed, NAME)
            .uriMapper(CheckpointMetricsAutoConfiguration::operation)
            .tag((request, response) -> KeyValue.of("provider", provider(request)))
            .tag((request, response) -> KeyValue.of("operation", operation(request)))
            .build());
        return;
      }
      meters.ifUnique(registry ->
          http.eventListener(OkHttpMetricsEventListener.builder(registry, NAME)
              .uriMapper(CheckpointMetricsAutoConfiguration::operation)
              .tag((request, response) -> Tag.of("provider", provider(request)))
              .tag((request, response) -> Tag.of("operation", operation(request)))
              .build()));
    };
  }

  private static String provider(Request request) {
    RequestTag call = request.tag(RequestTag.class);
    return call == null ? "unknown" : call.provider();
  }

  private static String operation(Request request) {
    RequestTag call = request.tag(RequestTag.class);
    return call == null ? "unknown" : call.operation();
  }
}
