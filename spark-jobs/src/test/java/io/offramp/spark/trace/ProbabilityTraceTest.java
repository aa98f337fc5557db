// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.trace.Trace;
import io.offramp.engine.bundle.Bundle;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Traces with a column of probabilities, with and without a header. */
@ExtendWith(SparkExtension.class)
final class ProbabilityTraceTest {
  private static final String[] LINES = {
    "{\"id\":\"u\",\"label\":1,\"probabilities\":[[0.5,0.25,0.25],[0,1,0]]}",
    "{\"id\":\"v\",\"probabilities\":[[0.25,0.25,0.5],[0.75,0.25,0]]}"
  };

  private final SparkSession spark;
  private final Path folder;

  ProbabilityTraceTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  private String json(String... lines) {
    return Tables.lines(folder.resolve("t.jsonl"), lines);
  }

  private TraceTable read(String path) {
    return TraceTable.read(spark, TraceSource.of(path));
  }

  private void assertRefused(TraceSource source, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TraceTable.read(spark, source))
        .withMessage(message);
  }

  private String withHeader(String labels) {
    String path = folder.resolve("own").toString();
    Tables.lines(folder.resolve("own/part-0.jsonl"), LINES);
    TraceHeader header =
        new TraceHeader(
            "0123456789abcdef".repeat(4),
            List.of(labels.split(",", -1)),
            ExitCosts.of(0.25, 1),
            "data",
            2,
            1,
            0,
            Optional.empty());
    Tables.text(folder.resolve("own/_trace.json"), header.toJson());
    return path;
  }

  @Test
  @Tag("smoke")
  void read_jsonLines_areAsAddedToATrace() {
    TraceTable table = read(json(LINES));
    assertThat(table.format()).isEqualTo(TraceFormat.PROBABILITIES);
    assertThat(table.classes()).containsExactly("0", "1", "2");
    assertThat(TraceFiles.rows(table)).containsExactly("1: 0 0.5, 1 1.0", "?: 2 0.5, 0 0.75");
    Trace trace = table.trace();
    Trace direct =
        Trace.builder(ExitCosts.of(0.5, 1), 3)
            .add(OptionalInt.of(1), new float[][] {{0.5f, 0.25f, 0.25f}, {0, 1, 0}})
            .add(OptionalInt.empty(), new float[][] {{0.25f, 0.25f, 0.5f}, {0.75f, 0.25f, 0}})
            .build();
    assertThat(trace.hasProbabilities()).isTrue();
    for (int row = 0; row < 2; row++) {
      for (int exit = 1; exit <= 2; exit++) {
        assertThat(trace.margin(row, exit)).isEqualTo(direct.margin(row, exit));
        assertThat(trace.certainty(row, exit)).isEqualTo(direct.certainty(row, exit));
      }
    }
  }

  @Test
  void read_csvAndParquet_areTheSame() {
    String csv =
        Tables.lines(
            folder.resolve("t.csv"),
            "id,label,probabilities",
            "u,1,\"[[0.5, 0.25, 0.25], [0, 1, 0]]\"",
            "v,,\"[[0.25,0.25,0.5],[0.75,0.25,0]]\"");
    String parquet = folder.resolve("t.parquet").toString();
    spark.read().json(json(LINES)).coalesce(1).write().parquet(parquet);
    List<String> rows = TraceFiles.rows(read(json(LINES)));
    assertThat(TraceFiles.rows(read(csv))).isEqualTo(rows);
    assertThat(TraceFiles.rows(read(parquet))).isEqualTo(rows);
  }

  @Test
  void read_labelNames_needClasses() {
    String path = json("{\"label\":\"b\",\"probabilities\":[[0.5,0.5]]}");
    assertRefused(
        TraceSource.of(path),
        "Cannot use traces %s: row 0: label 'b' is not among [0, 1] (name the classes with --classes, in the order of the probabilities)"
            .formatted(path));
    TraceSource named = TraceSource.of(path).withClasses(List.of("a", "b"));
    TraceTable table = TraceTable.read(spark, named);
    assertThat(table.classes()).containsExactly("a", "b");
    assertThat(table.trace().label(0)).hasValue(1);
    assertRefused(
        named.withClasses(List.of("a", "b", "c")),
        "Cannot use classes [a, b, c]: they are 3 (must be 2, one for each probability of the traces %s)"
            .formatted(path));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[[0.5,0.5,0]]|it has 1 exits (must be 2 as other rows have)",
        "[[0.5,0.5,0],[1,0]]|exit 2 has 2 probabilities (must be 3, one for each class as other rows have)",
        "[[0.5,0.5,0],[0.5,0.25,0.2]]|the probabilities of exit 2 sum to 0.95 (must be 1 to within 0.001; compute the softmax in float32)",
        "[[0.5,0.5,0],[2,-1,0]]|the probability of class 0 at exit 2 is 2.0 (must be in [0,1]; give probabilities, not logits)",
        "[[0.5,0.5,0],[1,null,0]]|the probability of class 1 at exit 2 is missing (must be a number in [0,1])",
        "[[0.5,0.5,0],null]|the probabilities of exit 2 are missing (must be one a class)",
        "null|its probabilities are missing (must be an array for each exit)"
      })
  void read_badProbabilities_nameTheRow(String probabilities, String problem) {
    String bad = "{\"id\":\"x\",\"probabilities\":%s}".formatted(probabilities);
    String path = json(LINES[0], bad, LINES[1], bad);
    assertRefused(
        TraceSource.of(path),
        "Cannot use traces %s: row 1 (id 'x'): %s; 1 more row cannot be used"
            .formatted(path, problem));
  }

  @Test
  void read_labelThatIsNoClass_isRefused() {
    String path = json(LINES[0], "{\"label\":3,\"probabilities\":[[1,0,0],[1,0,0]]}");
    assertRefused(
        TraceSource.of(path),
        "Cannot use traces %s: row 1: label '3' is not among [0, 1, 2] (name the classes with --classes, in the order of the probabilities)"
            .formatted(path));
  }

  @Test
  void read_columnOfAnotherType_isRefused() {
    String path = json("{\"probabilities\":[0.5,0.5]}");
    assertRefused(
        TraceSource.of(path),
        "Cannot use column 'probabilities' of type array<double> (must be arrays of arrays of numbers, or their text; name another column with --probabilities-col)");
  }

  @Test
  void read_textThatIsNoArray_isRefused() {
    String path = Tables.lines(folder.resolve("t.csv"), "probabilities", "0.5");
    assertRefused(
        TraceSource.of(path),
        "Cannot use traces %s: in the first row with probabilities, its probabilities are '0.5' (must be arrays of numbers such as [[0.1,0.9],[0,1]])"
            .formatted(path));
  }

  @Test
  void read_noProbabilitiesAtAll_isRefused() {
    String path = Tables.lines(folder.resolve("t.csv"), "probabilities,id", ",1");
    assertRefused(
        TraceSource.of(path),
        "Cannot use traces %s: no row has probabilities in column 'probabilities' (must be arrays such as [[0.1,0.9],[0,1]])"
            .formatted(path));
  }

  @Test
  void read_header_givesClassesCostsAndBundle() {
    TraceTable table = read(withHeader("0,1,2"));
    assertThat(table.format()).isEqualTo(TraceFormat.OWN);
    assertThat(TraceFiles.costs(table)).containsExactly(0.25, 1.0);
    assertThat(table.costsFrom()).isEqualTo("from the traces' header");
    assertThat(table.bundleSha256()).hasValue("0123456789abcdef".repeat(4));
    assertThat(table.classes()).containsExactly("0", "1", "2");
  }

  @Test
  void read_headerAndOtherWishes_obeysOrRefuses() {
    TraceSource source = TraceSource.of(withHeader("0,1,2"));
    TraceTable costs = TraceTable.read(spark, source.withCosts(List.of(1.0, 2.0)));
    assertThat(TraceFiles.costs(costs)).containsExactly(0.5, 1.0);
    assertThat(costs.costsFrom()).isEqualTo("from --costs");
    TraceTable foreign =
        TraceTable.read(
            spark,
            source
                .withFormat(Optional.of(TraceFormat.PROBABILITIES))
                .withClasses(List.of("a", "b", "c")));
    assertThat(foreign.bundleSha256()).isEmpty();
    assertThat(foreign.classes()).containsExactly("a", "b", "c");
    assertRefused(
        source.withClasses(List.of("a", "b", "c")),
        "Cannot use --classes [a, b, c]: the header of traces %s names [0, 1, 2] (leave --classes out)"
            .formatted(source.path()));
    Bundle bundle = TinyBundle.get();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TraceTable.read(spark, source.withBundle(Optional.of(bundle.folder().toString()))))
        .withMessageStartingWith(
            "Cannot use traces %s with bundle %s: they are of bundle 0123",
            source.path(), bundle.folder())
        .withMessageContaining("this one is " + bundle.sha256());
  }

  @Test
  void read_bundle_givesCostsClassesAndIdentity() {
    Bundle bundle = TinyBundle.get();
    String path = json("{\"label\":\"metal\",\"probabilities\":[[1,0,0],[0,1,0],[0.5,0,0.5]]}");
    TraceSource source = TraceSource.of(path).withBundle(Optional.of(bundle.folder().toString()));
    TraceTable table = TraceTable.read(spark, source);
    assertThat(table.bundleSha256()).hasValue(bundle.sha256());
    assertThat(table.classes()).isEqualTo(TinyBundle.LABELS);
    assertThat(table.trace().label(0)).hasValue(1);
    assertThat(table.trace().costs()).isEqualTo(bundle.manifest().costs());
    assertThat(table.costsFrom()).isEqualTo("from bundle " + bundle.folder());
    String two = json(LINES);
    assertRefused(
        TraceSource.of(two).withBundle(source.bundle()),
        "Cannot use the costs of bundle %s: they are 3 (must be 2, one for each exit of the traces %s)"
            .formatted(bundle.folder(), two));
  }

  @Test
  void read_rowsThatCouldNotBeRun_areSkippedAndKeepTheirNumbers() {
    String path =
        json(
            "{\"probabilities\":[[1,0]],\"error\":null}",
            "{\"probabilities\":null,\"error\":\"text is null\"}",
            "{\"probabilities\":[[0,1]],\"error\":\"label is unknown\"}");
    TraceTable table = TraceTable.read(spark, TraceSource.of(path).withIds());
    assertThat(table.skipped()).isEqualTo(1);
    assertThat(TraceFiles.rows(table)).containsExactly("?: 0 1.0", "?: 1 1.0");
    assertThat(TraceFiles.ids(table)).containsExactly("0", "2");
  }
}
