// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.offramp.engine.bundle.Bundle;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A TorchScript module that a Python script made, all the way through the commands. */
@ExtendWith(SparkExtension.class)
final class OwnModuleCommandTest {
  private static final Path MADE =
      Path.of(System.getProperty("basedir", "."))
          .resolve("../src/test/resources/io/offramp/engine/module");
  private static final List<String> GOOD = List.of("good", "great", "lovely", "fine", "superb");
  private static final List<String> BAD = List.of("bad", "awful", "dull", "poor", "dreadful");
  private static final List<String> OTHER =
      List.of("the", "film", "plot", "was", "and", "a", "cast", "very", "not", "music");

  private final Path folder;

  OwnModuleCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private static String made(String name) {
    return MADE.resolve(name).toString();
  }

  private Cli imported(String bundle) {
    return Cli.run(
        "import",
        "--torchscript",
        made("model.pt"),
        "--manifest",
        made("module.json"),
        "--out",
        at(bundle));
  }

  /** Sentences as the script made them, and their labels by its rule. */
  private String rows(String name, int count, long seed) {
    List<String> words = new ArrayList<>(GOOD);
    words.addAll(BAD);
    words.addAll(OTHER);
    Random random = new Random(seed);
    StringBuilder lines = new StringBuilder();
    for (int row = 0; row < count; row++) {
      List<String> sentence = new ArrayList<>();
      int balance = 0;
      int sign = 1;
      for (int left = 3 + random.nextInt(18); left > 0; left--) {
        String word = words.get(random.nextInt(words.size()));
        sentence.add(word);
        balance += sign * ((GOOD.contains(word) ? 1 : 0) - (BAD.contains(word) ? 1 : 0));
        sign = word.equals("not") ? -1 : 1;
      }
      lines.append(
          "{\"text\": \"%s\", \"label\": \"%s\"}%n"
              .formatted(String.join(" ", sentence), balance > 0 ? "good" : "other"));
    }
    return Tables.text(folder.resolve(name), lines.toString());
  }

  private static Cli done(Cli run) {
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }

  @Test
  @Tag("smoke")
  void run_moduleOfPython_isImportedTracedCertifiedAndScored() throws IOException {
    Cli imported = done(imported("b"));
    String sha256 = Bundle.open(folder.resolve("b")).sha256();
    assertThat(imported.out())
        .contains("exit_3", "bundle %s (SHA-256 %s): torchscript".formatted(at("b"), sha256));
    assertThat(imported.err())
        .contains("it keeps the contract in fp32", "costs are relative", "rows of 32 tokens");
    Cli inspected = done(Cli.run("inspect", at("b"), "--check"));
    assertThat(inspected.err()).contains("it keeps the contract in fp32");
    assertThat(inspected.out())
        .contains("TorchScript module: 3 layers, hidden states of width 16, 24 token ids")
        .contains("labels: 2: other, good", "precision: the module takes hidden states in fp32");
    String heldBack = rows("held-back.jsonl", 1500, 1);
    done(Cli.run("trace", "--bundle", at("b"), "--data", heldBack, "--out", at("traces")));
    Cli calibrated =
        done(
            Cli.run(
                "calibrate",
                "--traces",
                at("traces"),
                "--max-accuracy-drop",
                "0.03",
                "--confidence",
                "0.9",
                "--out",
                at("policy.json")));
    assertThat(calibrated.out()).contains("expected cost 0.");
    String corpus = rows("corpus.jsonl", 800, 2);
    done(score(corpus, "early", "--policy", at("policy.json")));
    done(score(corpus, "full"));
    JsonNode early = summary("early");
    JsonNode full = summary("full");
    assertThat(early.get("rows").asInt()).isEqualTo(800);
    assertThat(early.get("quarantined").asInt()).isZero();
    assertThat(full.get("accuracy").asDouble()).isGreaterThan(0.88);
    assertThat(early.get("accuracy").asDouble())
        .isCloseTo(full.get("accuracy").asDouble(), within(0.06));
    assertThat(early.get("mean-cost").asDouble()).isLessThan(0.9);
    assertThat(full.get("mean-cost").asDouble()).isEqualTo(1);
    assertThat(full.get("precision").asText()).isEqualTo("fp32");
  }

  private Cli score(String corpus, String out, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("score", "--bundle", at("b"), "--input", corpus, "--output", at(out)));
    args.addAll(List.of(more));
    return Cli.run(args.toArray(new String[0]));
  }

  private JsonNode summary(String out) throws IOException {
    return new ObjectMapper()
        .readTree(Files.readString(folder.resolve(out).resolve("_summary.json")));
  }

  @Test
  void run_bench_measuresAModule() throws IOException {
    done(imported("b"));
    String[] args = {
      "bench",
      "--data",
      rows("in.jsonl", 60, 3),
      "--bundle",
      at("b"),
      "--repetitions",
      "1",
      "--tasks",
      "2",
      "--baseline-rows",
      "20",
      "--mean-cost",
      "0.6",
      "--json",
      at("bench.json")
    };
    done(Cli.run(args));
    JsonNode report = new ObjectMapper().readTree(Files.readString(folder.resolve("bench.json")));
    assertThat(report.path("precision").asText()).isEqualTo("fp32");
    assertThat(report.path("model").path("width").asInt()).isEqualTo(16);
    assertThat(report.path("model").has("heads")).isFalse();
    List<String> ids = new ArrayList<>();
    report.path("variants").forEach(one -> ids.add(one.path("id").asText()));
    assertThat(ids).contains("naive", "endless-fp32", "rebatching-fp32-0.6");
    assertThat(ids).doesNotContain("layer-products-fp32");
  }

  @Test
  void run_otherPrecision_isRefusedBeforeAnythingIsWritten() {
    done(imported("b"));
    Cli run = score(rows("in.jsonl", 5, 4), "out", "--precision", "bf16");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains("Cannot compute in bf16", "own TorchScript module takes fp32")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void run_exportOfAModule_isRefused() {
    done(imported("b"));
    Cli run = Cli.run("export", "--bundle", at("b"), "--out", at("hf"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().strip())
        .startsWith("offramp: Cannot export bundle " + at("b") + ": its model is your own");
  }

  @Test
  void run_optionOfCheckpointsInAFile_isRefusedToo() {
    String config = Tables.text(folder.resolve("conf.properties"), "exits=2,4\n");
    Cli run =
        Cli.run(
            "import",
            "--torchscript",
            made("model.pt"),
            "--manifest",
            made("module.json"),
            "--config",
            config,
            "--out",
            at("b"));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("Cannot use --exits with --torchscript");
    assertThat(folder.resolve("b")).doesNotExist();
  }

  @Test
  void run_brokenModule_failsInOneLineThatNamesTheMethod() throws IOException {
    String manifest = Files.readString(MADE.resolve("module.json"));
    Path wider = folder.resolve("module.json");
    Files.writeString(wider, manifest.replace("\"width\": 16", "\"width\": 64"));
    Files.copy(MADE.resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
    Cli run =
        Cli.run(
            "import",
            "--torchscript",
            made("model.pt"),
            "--manifest",
            wider.toString(),
            "--out",
            at("b"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().strip())
        .isEqualTo(
            "offramp: Cannot import %s: method embed gave [1,8,16] (must be [1,8,64], the width of the manifest)"
                .formatted(made("model.pt")));
    assertThat(folder.resolve("b")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--from x --torchscript y|Cannot import: name one model",
        "--torchscript y|Cannot use --torchscript without --manifest",
        "--from x --manifest y|Cannot use --manifest without --torchscript",
        "--torchscript y --manifest z --exits 2,4|Cannot use --exits with --torchscript",
        "--torchscript y --manifest z --pooling cls|Cannot use --pooling with --torchscript",
        "--torchscript hdfs://h/y --manifest z|it must be a path on this machine, no URI",
      })
  void run_optionsThatDoNotGoTogether_areUsage(String options, String message) {
    List<String> args = new ArrayList<>(List.of("import", "--out", at("b")));
    args.addAll(List.of(options.split(" ", -1)));
    Cli run = Cli.run(args.toArray(new String[0]));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("offramp: ").contains(message);
  }
}
