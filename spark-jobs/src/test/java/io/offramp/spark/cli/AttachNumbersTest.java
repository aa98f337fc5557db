// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.bundle.BundleTensors;
import io.offramp.engine.bundle.BundleWriter;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderTemplate;
import io.offramp.engine.encoder.NumberScale;
import io.offramp.engine.torchscript.Tensor;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Exits that tell numbers, upon an encoder that was trained for labels. */
@ExtendWith(SparkExtension.class)
final class AttachNumbersTest {
  private static Path shared;
  private static String data;
  private static String dev;
  private static String bundle;

  private final SparkSession spark;
  private final Path folder;

  AttachNumbersTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  @BeforeAll
  static void attach(@TempDir Path folder) {
    shared = folder;
    data = Tables.text(shared.resolve("data.jsonl"), rows(400, 7, 500));
    dev = Tables.text(shared.resolve("dev.jsonl"), rows(200, 8, 500));
    bundle = shared.resolve("bundle").toString();
    attached(
        TinyBundle.get().folder().toString(),
        data,
        dev,
        bundle,
        "--task=regression",
        "--refit-last");
  }

  /** Numbers by what a text speaks of, of which those about the weather are hard to tell. */
  private static String rows(int count, long seed, double mean) {
    Random random = new Random(seed);
    StringBuilder lines = new StringBuilder();
    for (TinyBundle.Sample sample : TinyBundle.samples(count, seed)) {
      int kind = TinyBundle.LABELS.indexOf(sample.label());
      double number = mean + 100 * kind + (kind == 2 ? 150 : 20) * random.nextGaussian();
      lines.append("{\"text\":\"%s\",\"label\":%s}%n".formatted(sample.text(), number));
    }
    return lines.toString();
  }

  private static Cli attached(String from, String data, String dev, String out, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "attach-exits",
                "--bundle=" + from,
                "--data=" + data,
                "--dev=" + dev,
                "--exits=1,3",
                "--regularisation=0.01",
                "--elastic-net=0",
                "--out=" + out));
    args.addAll(Arrays.asList(more));
    Cli run = Cli.run(args.toArray(new String[0]));
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }

  private static NumberScale scale(String bundle) {
    return Bundle.open(Path.of(bundle)).manifest().shape().numbers();
  }

  /** What exits say of a table's rows: label, number and confidence of exit 1, of exit 2. */
  private List<Row> traced(String bundle, String rows) {
    String traces = folder.resolve("traces").toString();
    Cli run =
        Cli.run(
            "trace",
            "--bundle=" + bundle,
            "--data=" + rows,
            "--out=" + traces,
            "--precision=fp32",
            "--mode=overwrite");
    assertThat(run.code()).as(run.err()).isZero();
    List<Column> columns = new ArrayList<>(List.of(col("label").cast("double").as("label")));
    for (int exit = 0; exit < 2; exit++) {
      for (int part = 0; part < 2; part++) {
        columns.add(col("probabilities").getItem(exit).getItem(part).cast("double"));
      }
    }
    return spark
        .read()
        .parquet(traces)
        .select(columns.toArray(new Column[0]))
        .sort("label") // files are read in any order, and labels differ
        .collectAsList();
  }

  /** The mean of the gaps to the labels as fractions of the spreads, of an exit 1 or 2. */
  private static double missed(List<Row> rows, int exit, double scale) {
    double sum = 0;
    for (Row row : rows) {
      sum += Math.abs(row.getDouble(2 * exit - 1) - row.getDouble(0)) / spread(row, exit, scale);
    }
    return sum / rows.size();
  }

  private static double spread(Row row, int exit, double scale) {
    double confidence = row.getDouble(2 * exit);
    return scale * (1 - confidence) / confidence;
  }

  @Test
  void attachExits_labelsThatAreWords_areRefusedAndNotTakenForNone() {
    String words =
        Tables.text(
            folder.resolve("words.jsonl"),
            rows(40, 7, 500).replaceAll("\"label\":\\S+}", "\"label\":\"good\"}"));
    Cli run =
        Cli.run(
            "attach-exits",
            "--bundle=" + bundle,
            "--data=" + words,
            "--exits=1,3",
            "--out=" + folder.resolve("out"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains("none is a number, one is 'good' (name another column", "--targets last-exit");
  }

  /** A spread is the gap to expect: on the rows that scaled them, exactly so on average. */
  @Test
  void attachExits_spreads_areTheGapsOnAverage() {
    List<Row> rows = traced(bundle, dev);
    double scale = scale(bundle).scale();
    assertThat(missed(rows, 1, scale)).isCloseTo(1, within(1e-3));
    assertThat(missed(rows, 2, scale)).isCloseTo(1, within(1e-3));
  }

  /** An exit knows what it cannot know. */
  @Test
  void attachExits_spreads_growWithTheGaps() {
    List<Row> rows = new ArrayList<>(traced(bundle, dev));
    double scale = scale(bundle).scale();
    rows.sort(Comparator.comparingDouble(row -> spread(row, 2, scale)));
    double sure = 0;
    double unsure = 0;
    for (int i = 0; i < rows.size(); i++) {
      double gap = Math.abs(rows.get(i).getDouble(3) - rows.get(i).getDouble(0));
      if (i < rows.size() / 2) {
        sure += gap;
      } else {
        unsure += gap;
      }
    }
    assertThat(sure).isLessThan(0.8 * unsure);
  }

  /** The last exit's labels are what they were, whoever learns from it. */
  @Test
  void attachExits_besideALastExitOfNumbers_keepTheirScale() {
    String fitted = folder.resolve("fitted").toString();
    attached(bundle, data, dev, fitted, "--targets=last-exit");
    assertThat(scale(fitted)).isEqualTo(scale(bundle));
    assertThat(Cli.run("inspect", bundle).out()).contains("labels had mean ");
    assertThat(Cli.run("inspect", fitted).out())
        .contains("spreads are told as fractions of ")
        .doesNotContain("labels had mean ");
    String wide = Tables.text(folder.resolve("wide.jsonl"), rows(300, 9, 9000));
    String other = folder.resolve("other").toString();
    attached(bundle, wide, wide, other, "--targets=labels");
    assertThat(scale(other)).isEqualTo(scale(bundle));
    assertThat(missed(traced(other, wide), 1, scale(other).scale())).isCloseTo(1, within(1e-3));
    List<Row> before = traced(bundle, dev);
    List<Row> after = traced(other, dev);
    for (int i = 0; i < before.size(); i++) {
      assertThat(after.get(i).getDouble(3)).isCloseTo(before.get(i).getDouble(3), within(0.01));
      assertThat(spread(after.get(i), 2, scale(other).scale()))
          .isCloseTo(spread(before.get(i), 2, scale(bundle).scale()), withinPercentage(0.1));
    }
  }

  /** A checkpoint's own head tells no spread, and goes on to say so beside exits that do. */
  @Test
  void attachExits_toAnImportedCheckpoint_itsOwnHeadTellsNoSpread() {
    String imported = withoutSpreads(folder.resolve("imported"));
    assertThat(Cli.run("inspect", imported).out()).contains("spreads are told in its unit");
    String fitted = folder.resolve("fitted").toString();
    attached(imported, data, dev, fitted, "--targets=labels");
    assertThat(scale(fitted).scale()).isGreaterThan(50);
    List<Row> rows = traced(fitted, dev);
    assertThat(rows).allMatch(row -> row.getDouble(4) == 0.5);
    assertThat(missed(rows, 1, scale(fitted).scale())).isCloseTo(1, within(1e-3));
  }

  /** Training goes on from what heads say, whatever the new labels' unit. */
  @Test
  void train_fromABundleOfNumbers_beginsWithWhatItSays() {
    String prices =
        Tables.text(folder.resolve("prices.jsonl"), rows(300, 9, 9000).replace("label", "price"));
    String trained = folder.resolve("trained").toString();
    List<String> args =
        List.of(
            "train",
            "--init=" + bundle,
            "--data=" + prices,
            "--dev=" + prices,
            "--label-col=price",
            "--epochs=1",
            "--learning-rate=1e-9",
            "--word-dropout=0",
            "--threads=1",
            "--distill=0.5",
            "--out=" + trained);
    List<String> softened = new ArrayList<>(args);
    softened.add("--distill-temperature=3");
    assertThat(Cli.run(softened.toArray(new String[0])).err())
        .contains(
            "Cannot use --distill-temperature 3.0 with task regression, which is that of bundle "
                + bundle);
    Cli run = Cli.run(args.toArray(new String[0]));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("of 2 exits 2 keep their classifiers");
    BundleManifest manifest = Bundle.open(Path.of(trained)).manifest();
    assertThat(manifest.labels()).containsExactly("label");
    assertThat(manifest.provenance().options())
        .containsEntry("distill", "0.5")
        .doesNotContainKey("distill-temperature");
    assertThat(scale(trained).center()).isBetween(9050.0, 9150.0);
    List<Row> before = traced(bundle, dev);
    List<Row> after = traced(trained, dev);
    for (int i = 0; i < before.size(); i++) {
      assertThat(after.get(i).getDouble(1)).isCloseTo(before.get(i).getDouble(1), within(0.1));
      assertThat(after.get(i).getDouble(3)).isCloseTo(before.get(i).getDouble(3), within(0.1));
    }
    List<Row> own = traced(trained, Tables.text(folder.resolve("own.jsonl"), rows(300, 9, 9000)));
    assertThat(missed(own, 1, scale(trained).scale())).isCloseTo(1, within(1e-3));
    assertThat(missed(own, 2, scale(trained).scale())).isCloseTo(1, within(1e-3));
  }

  /** Which bound is meant depends on it. */
  @Test
  void backtest_numbers_saysWhatIsNear() {
    traced(bundle, dev);
    Path json = folder.resolve("backtest.json");
    Cli run =
        Cli.run(
            "backtest",
            "--traces=" + folder.resolve("traces"),
            "--tolerance=25.5",
            "--max-disagreement=0.3",
            "--splits=2",
            "--methods=one-split",
            "--json=" + json);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("Numbers no farther apart than 25.5 count as the same");
    assertThat(Tables.json(json).get("tolerance").doubleValue()).isEqualTo(25.5);
  }

  @Test
  void attachExits_labelsThatFloatsDoNotTell_areRefused() {
    String seconds = Tables.text(folder.resolve("seconds.jsonl"), rows(60, 7, 1.7e9));
    Cli run =
        Cli.run(
            "attach-exits",
            "--task=regression",
            "--refit-last",
            "--bundle=" + TinyBundle.get().folder(),
            "--data=" + seconds,
            "--out=" + folder.resolve("none"));
    assertThat(run.code()).isNotZero();
    assertThat(run.err())
        .contains("Cannot fit numbers of " + seconds + ": they are 1.70000e+09 on average")
        .contains("has steps of 128.0 there (must be at most")
        .contains("subtract a constant from the labels");
    Cli kept =
        Cli.run(
            "attach-exits",
            "--bundle=" + bundle,
            "--targets=labels",
            "--data=" + seconds,
            "--out=" + folder.resolve("none"));
    assertThat(kept.code()).isNotZero();
    assertThat(kept.err())
        .as("where the last exit keeps its own scale")
        .contains("Cannot fit numbers of " + seconds + ": they are 1.70000e+09 on average");
  }

  /** The bundle as it would be if its heads were a checkpoint's own. */
  private static String withoutSpreads(Path out) {
    Bundle source = Bundle.open(Path.of(bundle));
    BundleManifest manifest = source.manifest();
    EncoderShape shape = manifest.shape().withNumbers(NumberScale.UNIT);
    List<Tensor> tensors =
        BundleTensors.of(source).stream().map(AttachNumbersTest::withoutSpread).toList();
    BundleWriter.write(
        out,
        EncoderTemplate.module(shape, tensors, new double[] {1, 1}),
        source.tokenizerText(),
        files ->
            new BundleManifest(
                shape,
                manifest.labels(),
                false,
                manifest.paddingId(),
                manifest.costTokens(),
                manifest.exits(),
                files,
                manifest.provenance()));
    return out.toString();
  }

  private static Tensor withoutSpread(Tensor tensor) {
    if (!tensor.name().startsWith("head_")) {
      return tensor;
    }
    float[] values = tensor.values().clone();
    Arrays.fill(values, values.length / 2, values.length, 0);
    return new Tensor(tensor.name(), tensor.shape(), values);
  }
}
