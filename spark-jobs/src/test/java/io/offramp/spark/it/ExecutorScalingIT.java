// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.engine.bench.RandomBundle;
import io.offramp.spark.demo.DemoCorpus;
import io.offramp.spark.ml.EarlyExitClassificationModel;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same table scored by one executor of one core and by two, in turn: a measurement, which
 * {@code offramp.scaling.rounds} asks for. {@code src/site/markdown/benchmarks.md} has the sizes
 * that measure something.
 */
@EnabledIfSystemProperty(named = "offramp.scaling.rounds", matches = "[0-9]+")
class ExecutorScalingIT {
  private static final int LAYERS = Integer.getInteger("offramp.scaling.layers", 2);
  private static final int WIDTH = Integer.getInteger("offramp.scaling.width", 32);
  private static final int ROWS = Integer.getInteger("offramp.scaling.rows", 400);
  private static final int ROUNDS = Integer.getInteger("offramp.scaling.rounds", 1);
  private static final int PARTITIONS = 8;
  private static final int WARM_SHARE = 6;
  private static final long SEED = 17;
  private static final Path CONF = Path.of(System.getProperty("offramp.root", "")).resolve("conf");

  private final Path folder;

  ExecutorScalingIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void executors_oneOrTwo_scoreAllRows() throws Exception {
    List<String> texts =
        DemoCorpus.write(ROWS, SEED).stream().map(DemoCorpus.Request::text).toList();
    List<Integer> exits = IntStream.rangeClosed(1, LAYERS).boxed().toList();
    RandomBundle.write(
        folder.resolve("bundle"),
        RandomBundle.shape(LAYERS, WIDTH, WIDTH / 16, exits, 128),
        texts,
        SEED);
    ItData.jsonl(folder.resolve("rows.jsonl"), ROWS, SEED);
    ItData.jsonl(folder.resolve("warm.jsonl"), Math.max(PARTITIONS, ROWS / WARM_SHARE), SEED);
    List<Double> one = new ArrayList<>();
    List<Double> two = new ArrayList<>();
    try (Processes processes = new Processes(folder)) {
      StandaloneCluster cluster = StandaloneCluster.start(processes, folder, 2);
      for (int round = 0; round < ROUNDS; round++) {
        one.add(rowsPerSecond(cluster, 1));
        two.add(rowsPerSecond(cluster, 2));
      }
    }
    assertThat(one).allMatch(rate -> rate > 0).hasSize(ROUNDS);
    System.out.println(
        String.format(
            Locale.ROOT,
            "%d layers, %d wide, %,d rows; rows/s of one executor %s, of two %s; medians %.1f and %.1f: %.3f times as many",
            LAYERS,
            WIDTH,
            ROWS,
            rounded(one),
            rounded(two),
            median(one),
            median(two),
            median(two) / median(one)));
  }

  /** Of an application's second job: executors are there, warm, and have the model. */
  private double rowsPerSecond(StandaloneCluster cluster, int executors) throws Exception {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master(cluster.url())
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.ui.enabled", "false")
            .config("spark.jars", Processes.applicationJar().toString())
            .config("spark.executor.memory", "1g")
            .config("spark.executor.extraJavaOptions", "-XX:ActiveProcessorCount=1");
    Properties defaults = new Properties();
    try (Reader in = Files.newBufferedReader(CONF.resolve("spark-defaults.conf"))) {
      defaults.load(in);
    }
    defaults
        .stringPropertyNames()
        .forEach(name -> builder.config(name, defaults.getProperty(name)));
    try (SparkSession spark =
        builder
            .config("spark.cores.max", executors)
            .config("spark.locality.wait", "0") // who is free takes the next part, cached or not
            .config("spark.scheduler.minRegisteredResourcesRatio", "1.0")
            .config("spark.scheduler.maxRegisteredResourcesWaitingTime", "60s")
            .getOrCreate()) {
      Dataset<Row> rows = table(spark, "rows");
      seconds(table(spark, "warm"));
      double seconds = seconds(rows);
      assertThat(spark.sparkContext().statusTracker().getExecutorInfos())
          .as("executors, and the driver")
          .hasSize(executors + 1);
      return ROWS / seconds;
    }
  }

  /** Read and spread beforehand. */
  private Dataset<Row> table(SparkSession spark, String name) {
    Dataset<Row> rows =
        spark
            .read()
            .json(folder.resolve(name + ".jsonl").toString())
            .repartition(PARTITIONS)
            .cache();
    assertThat(rows.count()).isPositive();
    return rows;
  }

  private double seconds(Dataset<Row> rows) {
    Dataset<Row> scored =
        new EarlyExitClassificationModel()
            .setBundle(folder.resolve("bundle").toString())
            .transform(rows);
    long start = System.nanoTime();
    scored.write().format("noop").mode("overwrite").save();
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(List<Double> rates) {
    return rates.stream().sorted().skip(rates.size() / 2).findFirst().orElseThrow();
  }

  private static List<Long> rounded(List<Double> rates) {
    return rates.stream().map(Math::round).toList();
  }
}
