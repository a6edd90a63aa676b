package io.github.ckpt4j.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.spi.RequestTag;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.okhttp3.OkHttpMetricsEventListener;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.context.Context;
import io.opentelemetry.instrumentation.api.instrumenter.AttributesExtractor;
import io.opentelemetry.instrumentation.okhttp.v3_0.OkHttpTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.Map;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs the recipes in docs/observability.md. */
class ObservabilityTest {
  private static final JobRef JOB = JobRef.parse("openai:ftjob-overfitted");

  private final Sandbox sandbox = Sandbox.start();
  private final Map<String, String> environment = sandbox.environment();

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void micrometerTimesRequestsByProviderAndOperation() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    // snippet: micrometer
    OkHttpMetricsEventListener timing = OkHttpMetricsEventListener.builder(
            registry, "ckpt4j.requests")
        .uriMapper(request -> call(request).operation())
        .tag((request, response) -> Tag.of("provider", call(request).provider()))
        .tag((request, response) -> Tag.of("operation", call(request).operation()))
        .build();
    OkHttpClient http = new OkHttpClient.Builder().eventListener(timing).build();
    CheckpointClient client =
        CheckpointClient.builder().environment(environment).okHttpClient(http).build();
    // end
    client.list(JOB);

    assertThat(registry
            .get("ckpt4j.requests")
            .tags("provider", "openai", "operation", "listCheckpoints", "status", "200")
            .timer()
            .count())
        .isEqualTo(1);
    for (Meter meter : registry.getMeters()) {
      assertHarmless(meter.getId().toString());
    }
  }

  @Test
  void openTelemetryTracesRequestsByProviderAndOperation() {
    InMemorySpanExporter spans = InMemorySpanExporter.create();
    OpenTelemetry openTelemetry = OpenTelemetrySdk.builder()
        .setTracerProvider(SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(spans))
            .build())
        .build();
    // snippet: opentelemetry
    OkHttpTelemetry telemetry = OkHttpTelemetry.builder(openTelemetry)
        .addAttributesExtractor(new ProviderAttributes())
        .setSpanNameExtractorCustomizer(
            usual -> chain -> "ckpt4j " + call(chain.request()).operation())
        .build();
    CheckpointClient client = CheckpointClient.builder()
        .environment(environment)
        .callFactory(telemetry::createCallFactory)
        .build();
    // end
    client.list(JOB);

    assertThat(spans.getFinishedSpanItems()).hasSize(1);
    SpanData span = spans.getFinishedSpanItems().get(0);
    assertThat(span.getName()).isEqualTo("ckpt4j listCheckpoints");
    assertThat(span.getAttributes().asMap().toString())
        .contains("ckpt4j.provider=openai")
        .contains("ckpt4j.operation=listCheckpoints")
        .contains("http.response.status_code=200");
    assertHarmless(span.toString());
  }

  private void assertHarmless(String text) {
    assertThat(text).doesNotContain("ftjob").doesNotContain(environment.get("OPENAI_API_KEY"));
  }

  // snippet: provider-call
  static RequestTag call(Request request) {
    RequestTag call = request.tag(RequestTag.class);
    return call == null ? new RequestTag("other", "other") : call;
  }
  // end

  // snippet: opentelemetry-attributes
  static final class ProviderAttributes
      implements AttributesExtractor<Interceptor.Chain, Response> {
    @Override
    public void onStart(AttributesBuilder attributes, Context parent, Interceptor.Chain chain) {
      RequestTag call = call(chain.request());
      attributes.put("ckpt4j.provider", call.provider());
      attributes.put("ckpt4j.operation", call.operation());
      // The default is the whole URL, including job ids.
      attributes.put("url.full", chain.request().url().resolve("/").toString());
    }

    @Override
    public void onEnd(
        AttributesBuilder attributes,
        Context context,
        Interceptor.Chain chain,
        @Nullable Response response,
        @Nullable Throwable error) {}
  }
  // end
}
