package io.github.ckpt4j;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.Evaluations;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.RequestTag;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks that every dependency points down: client, then transfer, then http and providers, then spi, then the
 * values.
 */
@AnalyzeClasses(
    packages = {
      "io.github.ckpt4j",
      "io.github.ckpt4j.client",
      "io.github.ckpt4j.http",
      "io.github.ckpt4j.providers",
      "io.github.ckpt4j.spi",
      "io.github.ckpt4j.transfer"
    },
    importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String VALUES = "io.github.ckpt4j";
  private static final String SPI = "io.github.ckpt4j.spi";
  private static final String PROVIDERS = "io.github.ckpt4j.providers";
  private static final String HTTP = "io.github.ckpt4j.http";
  private static final String TRANSFER = "io.github.ckpt4j.transfer";
  private static final String CLIENT = "io.github.ckpt4j.client";

  /** A client's packages are all of ours that are not the facade's own. */
  private static final DescribedPredicate<JavaClass> GENERATED = resideInAPackage(
          "io.github.ckpt4j..")
      .and(resideOutsideOfPackages(VALUES, SPI, PROVIDERS, HTTP, TRANSFER, CLIENT))
      .as("generated classes");

  @ArchTest
  static final ArchRule onlyAdaptersKnowGeneratedClients = noClasses()
      .that()
      .resideInAnyPackage(VALUES, SPI, HTTP, TRANSFER, CLIENT)
      .should()
      .dependOnClassesThat(GENERATED);

  @ArchTest
  static final ArchRule layers = layeredArchitecture()
      .consideringOnlyDependenciesInLayers()
      .layer("values")
      .definedBy(VALUES)
      .layer("spi")
      .definedBy(SPI)
      .layer("providers")
      .definedBy(PROVIDERS)
      .layer("http")
      .definedBy(HTTP)
      .layer("transfer")
      .definedBy(TRANSFER)
      .layer("client")
      .definedBy(CLIENT)
      .whereLayer("client")
      .mayNotBeAccessedByAnyLayer()
      .whereLayer("transfer")
      .mayOnlyBeAccessedByLayers("client")
      .whereLayer("http")
      .mayOnlyBeAccessedByLayers("client", "transfer")
      .whereLayer("providers")
      .mayOnlyBeAccessedByLayers("client")
      .whereLayer("spi")
      .mayOnlyBeAccessedByLayers("providers", "http", "transfer", "client");

  @ArchTest
  static final ArchRule theEngineKnowsNoHttpLibrary = noClasses()
      .that()
      .resideInAPackage(TRANSFER)
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage("okhttp3..", "okio..", "retrofit2..");

  @ArchTest
  static final ArchRule noCycles =
      slices().matching("io.github.ckpt4j.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule valuesKnowNoLibrary = classes()
      .that()
      .resideInAPackage(VALUES)
      .should()
      .onlyDependOnClassesThat()
      .resideInAnyPackage(VALUES, "java..", "org.jspecify.annotations");

  @ArchTest
  static final ArchRule anAdapterOnlyDescribesAndTranslates = noClasses()
      .that()
      .resideInAPackage(PROVIDERS)
      .and()
      .haveNameNotMatching(".*\\.RequestTemplate(\\$.*)?")
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage("okhttp3..", "okio..", "java.net..", "java.util.concurrent..")
      .orShould()
      .dependOnClassesThat(describe(
          "clocks",
          type -> type.isAssignableTo(Thread.class)
              || type.isAssignableTo("java.time.Clock")
              || type.isAssignableTo("java.util.Random")))
      .orShould()
      .callMethod(java.time.Instant.class, "now")
      .orShould()
      .callMethod(System.class, "nanoTime")
      .orShould()
      .callMethod(System.class, "currentTimeMillis");

  @ArchTest
  static final ArchRule onlyTheBuilderShowsOkHttp = classes()
      .that()
      .arePublic()
      .and()
      .resideInAnyPackage(VALUES, SPI, PROVIDERS, CLIENT)
      .should(showOnly(
          "io.github.ckpt4j",
          "java.",
          "org.jspecify.",
          "okhttp3.OkHttpClient",
          "okhttp3.Call",
          "void",
          "int",
          "long",
          "double",
          "boolean"));

  @ArchTest
  static final ArchRule whatNoCallerNeedsIsNotPublic = classes()
      .that()
      .arePublic()
      .and()
      .areTopLevelClasses()
      .and()
      .resideInAnyPackage(VALUES, SPI, PROVIDERS, CLIENT)
      .should(beMentionedByAnotherPublicClass());

  /** The types that callers start from, and the one that their own OkHttp code looks up. */
  private static final Set<String> ENTRIES = Stream.of(
          CheckpointClient.class,
          Evaluations.class,
          Providers.class,
          Checkpoints.class,
          RequestTag.class)
      .map(Class::getName)
      .collect(Collectors.toSet());

  private static ArchCondition<JavaClass> showOnly(String... prefixes) {
    return new ArchCondition<>("show only types of " + List.of(prefixes)) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        shown(type)
            .map(JavaClass::getBaseComponentType)
            .map(JavaClass::getName)
            .filter(name -> Stream.of(prefixes).noneMatch(name::startsWith)
                || name.matches("io\\.github\\.ckpt4j\\.\\w+\\.(api|model)\\..*"))
            .forEach(name ->
                events.add(SimpleConditionEvent.violated(type, type.getName() + " shows " + name)));
      }
    };
  }

  private static ArchCondition<JavaClass> beMentionedByAnotherPublicClass() {
    return new ArchCondition<>("be an entry, or mentioned by another public class") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean mentioned = type.getDirectDependenciesToSelf().stream()
            .map(dependency -> dependency.getOriginClass())
            .filter(origin -> origin.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(origin -> !origin.equals(type))
            .anyMatch(origin -> shown(origin).anyMatch(type::equals));
        if (!mentioned && !ENTRIES.contains(type.getName())) {
          events.add(
              SimpleConditionEvent.violated(type, type.getName() + " is public for no caller"));
        }
      }
    };
  }

  /** The types in a class's public signatures, including type arguments. */
  private static Stream<JavaClass> shown(JavaClass type) {
    Stream<JavaClass> inMembers = type.getCodeUnits().stream()
        .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
        .flatMap(ArchitectureTest::shown);
    Stream<JavaClass> inFields = type.getFields().stream()
        .filter(field -> field.getModifiers().contains(JavaModifier.PUBLIC))
        .flatMap(field -> field.getAllInvolvedRawTypes().stream());
    Stream<JavaClass> above =
        Stream.concat(type.getAllRawSuperclasses().stream(), type.getAllRawInterfaces().stream());
    return Stream.of(inMembers, inFields, above).flatMap(each -> each);
  }

  private static Stream<JavaClass> shown(JavaCodeUnit unit) {
    return Stream.concat(unit.getAllInvolvedRawTypes().stream(), unit.getExceptionTypes().stream());
  }
}
