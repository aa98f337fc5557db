// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.spark.cli.Cli;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Runs the commands of one page, in order, in one folder. */
final class PageRun {
  /** Programs that only read and write files in the folder. */
  private static final Set<String> OF_THE_SHELL = Set.of("zcat");

  private static final String SAME_BENCH =
      "as the page's first ones, which are run, with sizes that would be cut to the same";

  /** Commands that no test here runs, by how they begin; where one is one of ours, it is parsed. */
  static final Map<String, String> NOT_RUN =
      Map.ofEntries(
          Map.entry("./offramp demo", "trains for minutes; DemoJobTest runs the same job, smaller"),
          Map.entry("./offramp bench --layers 12 --width 768", SAME_BENCH),
          Map.entry(
              "./offramp bench --layers 12 --width 256 --data agnews/test.jsonl.gz --mean-cost 0.5,",
              SAME_BENCH),
          Map.entry("./offramp bench --layers 12 --width 256 --data wiki_en/", SAME_BENCH),
          Map.entry(
              "./offramp calibrate    --traces news.traces --max-disagreement",
              "exits fitted to so few rows certify by luck; CommandsTest certifies"),
          Map.entry("./mvnw", "would run this test; what it names is looked up"),
          Map.entry("java -cp", "a benchmark, of JMH"),
          Map.entry("docker", "needs Docker; ClusterConfTest reads the file"),
          Map.entry("kubectl", "needs Kubernetes; ClusterConfTest reads the file"),
          Map.entry(
              "curl -L localhost:4040", "needs a run that goes on; ScoringMetricsTest asks it"),
          Map.entry("SPARK_WORKER_OPTS=", "starts a worker; GpuClusterIT does so"),
          Map.entry("spark-sql", "needs Spark's distribution; SqlBlocksTest runs its statements"),
          Map.entry("pip install", "needs Python; PySparkIT and NotebooksIT install the same"),
          Map.entry("python3 -m venv", "needs Python; NotebooksIT makes such an environment"),
          Map.entry(". .venv", "needs Python; NotebooksIT uses such an environment"),
          Map.entry("notebooks/start", "opens a browser; NotebooksIT starts kernels by it"));

  private static final MavenCall MAVEN = new MavenCall(Page.ROOT);

  private final Path root;
  private final PageFolder folder;

  /**
   * @param root the folder's path
   * @param folder whose files the commands name
   */
  PageRun(Path root, PageFolder folder) {
    this.root = root;
    this.folder = folder;
  }

  void run(ShellCommand command) throws IOException, InterruptedException {
    List<ShellCommand.Word> arguments = command.call().subList(1, command.call().size());
    switch (command.program()) {
      case "./offramp" -> {
        Map<String, String> properties = javaProperties(command.assignments());
        offramp(command, arguments, SparkSubmit.check(properties));
      }
      case "spark-submit" -> {
        SparkSubmit submit = SparkSubmit.of(arguments);
        offramp(command, submit.application(), submit.properties());
      }
      case "./mvnw" -> MAVEN.check(arguments.stream().map(ShellCommand.Word::text).toList());
      default -> {
        if (OF_THE_SHELL.contains(command.program())) {
          shell(command);
        }
      }
    }
    assertThat(isRun(command) || reason(command) != null)
        .as("%s: the test neither runs this nor says why not", command)
        .isTrue();
  }

  private static boolean isRun(ShellCommand command) {
    return List.of("./offramp", "spark-submit").contains(command.program())
        || OF_THE_SHELL.contains(command.program());
  }

  private static @Nullable String reason(ShellCommand command) {
    return NOT_RUN.entrySet().stream()
        .filter(entry -> command.text().startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private void offramp(
      ShellCommand command, List<ShellCommand.Word> arguments, Map<String, String> properties) {
    properties.entrySet().removeIf(entry -> !entry.getKey().startsWith("spark.offramp."));
    properties.forEach(System::setProperty);
    try {
      OfframpCall call = OfframpCall.of(arguments, folder);
      assertThat(Cli.refusal(call.page().toArray(new String[0]))).as("%s", command).isEmpty();
      if (reason(command) == null) {
        run(command, call);
      }
    } finally {
      properties.keySet().forEach(System::clearProperty);
    }
  }

  private void run(ShellCommand command, OfframpCall call) {
    List<String> small = SmallSizes.of(call.placed());
    Cli run = Cli.run(small.toArray(new String[0]));
    assertThat(run.code()).as("%s%nran as %s%n%s", command, small, run.err()).isZero();
    String asked = call.value("--to-label");
    for (String output : call.outputs()) {
      if (asked == null || output.equals(asked)) {
        assertThat(folder.at(output)).as("%s", command).exists();
      }
    }
    if (asked != null) {
      folder.fillIn(asked); // what the reader has to do then
    }
  }

  private void shell(ShellCommand command) throws IOException, InterruptedException {
    List<String> words = command.words().stream().map(ShellCommand.Word::text).toList();
    for (int i = 1; i < words.size(); i++) {
      if (words.get(i).endsWith(".jsonl.gz") && !words.get(i - 1).equals(">")) {
        folder.provideRows(words.get(i));
      }
    }
    Process process =
        new ProcessBuilder("bash", "-o", "pipefail", "-c", command.text())
            .directory(root.toFile())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).as("%s", command).isZero();
  }

  /** Java properties of {@code OFFRAMP_JAVA_OPTS}, the one variable that pages set. */
  private static Map<String, String> javaProperties(List<String> assignments) {
    Map<String, String> properties = new TreeMap<>();
    for (String assignment : assignments) {
      assertThat(assignment).startsWith("OFFRAMP_JAVA_OPTS=-");
      for (String option : assignment.substring(assignment.indexOf('=') + 1).split(" ", -1)) {
        if (option.startsWith("-D")) {
          String setting = option.substring(2);
          String key = SparkSubmit.key(setting);
          properties.put(key, setting.substring(key.length() + 1));
        }
      }
    }
    return properties;
  }
}
