// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which package may use which: commands use jobs, jobs use traces, stages and tables, never back.
 */
final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.offramp.spark");

  @Test
  void classes_ofEveryPackage_areFound() {
    for (String name :
        new String[] {"cli", "demo", "job", "metrics", "ml", "sql", "stream", "table", "trace"}) {
      assertThat(
              CLASSES.stream().filter(c -> c.getPackageName().equals("io.offramp.spark." + name)))
          .as(name)
          .isNotEmpty();
    }
    assertThat(CLASSES.stream().map(c -> c.getPackageName()).distinct()).hasSize(9);
  }

  @ParameterizedTest
  @CsvSource({
    "demo,cli",
    "demo,ml",
    "job,cli",
    "job,demo",
    "ml,cli",
    "ml,demo",
    "ml,job",
    "ml,sql",
    "ml,table",
    "stream,cli",
    "stream,demo",
    "stream,job",
    "stream,ml",
    "stream,trace",
    "sql,cli",
    "sql,demo",
    "sql,job",
    "sql,stream",
    "stream,sql",
    "sql,table",
    "sql,trace",
    "table,cli",
    "table,demo",
    "ml,trace",
    "cli,metrics",
    "demo,metrics",
    "job,metrics",
    "ml,metrics",
    "table,metrics",
    "trace,metrics",
    "metrics,job",
    "metrics,ml",
    "table,job",
    "table,ml",
    "table,stream",
    "table,trace",
    "trace,cli",
    "trace,demo",
    "trace,job"
  })
  void package_notAllowedTo_doesNotUseTheOther(String from, String to) {
    noClasses()
        .that()
        .resideInAPackage("io.offramp.spark." + from + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.offramp.spark." + to + "..")
        .check(CLASSES);
  }

  @Test
  void packages_together_haveNoCycles() {
    slices().matching("io.offramp.spark.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void djl_isReachedOnlyWhereModelsAreLoadedAndVersionsWrittenDown() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.offramp.spark.ml.SharedModels")
        .and()
        .doNotHaveFullyQualifiedName("io.offramp.spark.ml.TaskDevice")
        .and()
        .doNotHaveFullyQualifiedName("io.offramp.spark.job.TrainingProvenance")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(CLASSES);
  }

  @Test
  void picocli_isKnownToCommandsOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.offramp.spark.cli")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }
}
