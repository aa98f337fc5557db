// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.offramp.spark.metrics.OfframpPlugin;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import picocli.CommandLine;

/** The settings for clusters that the project ships, as far as they can be checked without one. */
final class ClusterConfTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("..");
  private static final Path CONF = ROOT.resolve("conf");
  private static final String SCRIPT = "spark.executor.resource.gpu.discoveryScript";

  @ParameterizedTest
  @ValueSource(
      strings = {"spark-standalone-gpu.conf", "spark-yarn-gpu.conf", "spark-kubernetes-gpu.conf"})
  void sparkConf_forGpus_isWhatOfframpUnderstands(String name) throws IOException {
    Map<String, String> settings = properties(CONF.resolve(name));
    assertUnderstood(settings);
    assertThat(settings).containsEntry("spark.offramp.gpus-per-task", "0.5");
    assertThat(CONF.resolve(name)).content().contains("--properties-file conf/" + name);
    // On a standalone cluster workers look for GPUs, and executors are told.
    assertThat(settings.containsKey(SCRIPT)).isEqualTo(!name.contains("standalone"));
    assertThat(settings.getOrDefault(SCRIPT, "getGpusResources.sh"))
        .endsWith("getGpusResources.sh");
  }

  @Test
  void nightlyScore_arguments_areOptionsOfScore() throws IOException {
    CommandLine line = new CommandLine(Offramp.class);
    CommandLine command = Objects.requireNonNull(line.getSubcommands().get("score"));
    List<String> args =
        ((List<?>) value(template(), "arguments")).stream().map(Object::toString).toList();
    assertThat(args).startsWith("score");
    assertThatCode(() -> line.parseArgs(args.toArray(new String[0]))).doesNotThrowAnyException();
    ScoreCommand score = (ScoreCommand) command.getCommandSpec().userObject();
    assertThatCode(score::check).doesNotThrowAnyException();
  }

  @Test
  void nightlyScore_settings_areWhatOfframpUnderstands() throws IOException {
    Map<String, String> settings = new TreeMap<>();
    map(template(), "sparkConf").forEach((key, value) -> settings.put(key, (String) value));
    assertUnderstood(settings);
    assertThat(settings)
        .containsEntry("spark.plugins", OfframpPlugin.class.getName())
        .containsAllEntriesOf(gpuSettings(properties(CONF.resolve("spark-kubernetes-gpu.conf"))));
  }

  @Test
  void nightlyScore_nights_areNeverTwoAtATime() throws IOException {
    Map<String, Object> document = nightly();
    assertThat(document)
        .containsEntry("apiVersion", "sparkoperator.k8s.io/v1beta2")
        .containsEntry("kind", "ScheduledSparkApplication");
    assertThat(map(document, "spec"))
        .containsEntry("concurrencyPolicy", "Forbid")
        .hasEntrySatisfying(
            "schedule", schedule -> assertThat((String) schedule).matches("(\\S+ ){4}\\S+"));
    assertThat(map(template(), "restartPolicy"))
        .containsEntry("type", "OnFailure")
        .containsKeys("onFailureRetries", "onFailureRetryInterval");
    assertThat(map(map(template(), "driver"), "annotations"))
        .containsEntry("prometheus.io/scrape", "true");
  }

  @Test
  void nightlyScore_program_isWhatTheImageHolds() throws IOException {
    Map<String, Object> template = template();
    assertThat(template)
        .containsEntry("mainClass", Offramp.class.getName())
        .containsEntry("sparkVersion", text(ROOT.resolve("pom.xml"), "<spark.version>(.+?)<"));
    String jar = value(template, "mainApplicationFile").toString().replace("local://", "");
    String script = value(map(template, "sparkConf"), SCRIPT).toString();
    List<String> held = new ArrayList<>();
    for (List<String> copy : copies()) {
      String target = copy.get(copy.size() - 1);
      for (String source : copy.subList(0, copy.size() - 1)) {
        held.add(target.endsWith("/") ? target + Path.of(source).getFileName() : target);
      }
    }
    assertThat(held).contains(jar, script);
    assertThat(CONF.resolve("spark-kubernetes-gpu.conf"))
        .content()
        .contains("local://" + jar + " score")
        .contains(value(template, "image").toString());
  }

  @Test
  void dockerfile_whatItCopies_isThereOrBuilt() throws IOException {
    String version =
        text(ROOT.resolve("pom.xml"), "<artifactId>offramp-parent</artifactId>\\s*<version>(.+?)<");
    List<String> sources =
        copies().stream().flatMap(copy -> copy.subList(0, copy.size() - 1).stream()).toList();
    assertThat(sources)
        .contains("spark-jobs/target/offramp-spark-jobs-%s-all.jar".formatted(version));
    for (String source : sources) {
      if (!source.startsWith("spark-jobs/target/")) {
        assertThat(ROOT.resolve(source)).isRegularFile();
      }
    }
  }

  @Test
  void dockerfile_versions_areTheBuilds() throws IOException {
    Path pom = ROOT.resolve("pom.xml");
    String spark = text(pom, "<spark.version>(.+?)<");
    String scala = text(pom, "<scala.binary.version>(.+?)<");
    String libtorch = text(pom, "<libtorch.version>(.+?)<");
    assertThat(CONF.resolve("kubernetes/Dockerfile"))
        .content()
        .contains("FROM apache/spark:%s-scala%s-java17".formatted(spark, scala))
        .contains("PYTORCH_VERSION=" + libtorch)
        .contains("-%s%%2Bcu128.zip".formatted(libtorch));
    // The library that DJL lays over libtorch, for the same CUDA.
    assertThat(getClass().getResource("/jnilib/linux-x86_64/cu128/libdjl_torch.so")).isNotNull();
  }

  private static void assertUnderstood(Map<String, String> settings) {
    Properties properties = new Properties();
    properties.putAll(settings);
    CommandLine line = new CommandLine(Offramp.class);
    CommandLine score = Objects.requireNonNull(line.getSubcommands().get("score"));
    assertThatCode(() -> SparkProperties.of(line, score, properties)).doesNotThrowAnyException();
    SparkConf conf = new SparkConf(false);
    settings.forEach(conf::set);
    double share = Double.parseDouble(conf.get("spark.offramp.gpus-per-task"));
    assertThat(Double.parseDouble(conf.get("spark.executor.resource.gpu.amount")))
        .isGreaterThanOrEqualTo(share);
    assertThat(settings.keySet()).doesNotContain("spark.task.resource.gpu.amount");
  }

  private static Map<String, String> gpuSettings(Map<String, String> settings) {
    Map<String, String> gpu = new TreeMap<>(settings);
    gpu.keySet().removeIf(key -> !key.contains("gpu"));
    return gpu;
  }

  /** The sources and the target of each line that copies files of the project. */
  private static List<List<String>> copies() throws IOException {
    return Pattern.compile("(?m)^COPY (?!--)(.+)$")
        .matcher(Files.readString(CONF.resolve("kubernetes/Dockerfile")))
        .results()
        .map(line -> List.of(line.group(1).trim().split("\\s+")))
        .toList();
  }

  private static Map<String, Object> nightly() throws IOException {
    try (Reader in = Files.newBufferedReader(CONF.resolve("kubernetes/nightly-score.yaml"))) {
      return new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
    }
  }

  private static Map<String, Object> template() throws IOException {
    return map(map(nightly(), "spec"), "template");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Map<String, Object> parent, String key) {
    return (Map<String, Object>) value(parent, key);
  }

  private static Object value(Map<String, Object> parent, String key) {
    return Objects.requireNonNull(parent.get(key), key);
  }

  private static Map<String, String> properties(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    }
    Map<String, String> settings = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
    return settings;
  }

  private static String text(Path file, String pattern) throws IOException {
    MatchResult found =
        Pattern.compile(pattern)
            .matcher(Files.readString(file))
            .results()
            .findFirst()
            .orElseThrow();
    return found.group(1);
  }
}
