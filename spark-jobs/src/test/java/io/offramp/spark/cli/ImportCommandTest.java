// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.offramp.engine.bundle.Bundle;
import io.offramp.spark.fixture.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code export}, {@code import} and {@code inspect}, as they are typed. */
final class ImportCommandTest {
  private final Path folder;
  private final Bundle bundle = TinyBundle.get();

  ImportCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private String exported() {
    Cli run = Cli.run("export", "--bundle", bundle.folder().toString(), "--out", at("hf"));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().strip()).isEqualTo("checkpoint %s: bert".formatted(at("hf")));
    assertThat(run.err()).contains("other programs find the encoder only, as BertModel");
    return at("hf");
  }

  @Test
  @Tag("smoke")
  void run_exportAndImport_giveTheBundleBack() {
    Cli run = Cli.run("import", "--from", exported(), "--out", at("bundle"));
    assertThat(run.code()).as(run.err()).isZero();
    Bundle again = Bundle.open(folder.resolve("bundle"));
    assertThat(again.manifest().shape()).isEqualTo(bundle.manifest().shape());
    assertThat(again.manifest().labels()).isEqualTo(bundle.manifest().labels());
    assertThat(run.out())
        .contains("exit  layer", "fitted")
        .contains("bundle %s (SHA-256 %s): bert".formatted(at("bundle"), again.sha256()));
    assertThat(run.err()).contains("rows are cut to", "(--max-length)", "(--cost-tokens)");
  }

  @Test
  void run_inspect_saysWhatIsInside() throws IOException {
    Cli run = Cli.run("inspect", bundle.folder().toString());
    assertThat(run.code()).as(run.err()).isZero();
    int layers = bundle.manifest().shape().layers();
    assertThat(run.out())
        .contains("SHA-256 " + bundle.sha256())
        .contains("encoder: %d layers of width".formatted(layers), "post-norm, gelu")
        .contains("tokenizer: WordPiece, ", "labels: ", "precision: weights are fp32")
        .contains("file model.pt: ", "file tokenizer.json: ", "of train: ");
    Cli json = Cli.run("inspect", "--json", bundle.folder().toString());
    assertThat(json.code()).as(json.err()).isZero();
    JsonNode root = new ObjectMapper().readTree(json.out());
    assertThat(root.path("format").asText()).isEqualTo("offramp-inspect");
    assertThat(root.path("sha256").asText()).isEqualTo(bundle.sha256());
    assertThat(root.path("manifest").path("bundle-sha256").asText()).isEqualTo(bundle.sha256());
    assertThat(root.path("tokenizer").asText()).matches("WordPiece, [0-9,]+ ids");
    assertThat(root.path("costs")).hasSize(bundle.manifest().shape().exits());
    assertThat(root.path("untrained-exits")).isEmpty();
    assertThat(root.path("precisions-here").path(0).asText()).isEqualTo("fp32");
  }

  @Test
  void run_inspectDamagedBundle_failsAndNamesTheFile() throws IOException {
    Cli.run("import", "--from", exported(), "--out", at("bundle"));
    Files.writeString(folder.resolve("bundle/tokenizer.json"), " ", StandardOpenOption.APPEND);
    Cli run = Cli.run("inspect", at("bundle"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("offramp: Cannot open bundle " + at("bundle") + ": file tokenizer.json");
  }

  @Test
  void run_importOfNothing_failsWithAMessage() throws IOException {
    Cli run = Cli.run("import", "--from", at("none"), "--out", at("bundle"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().strip())
        .isEqualTo(
            "offramp: Cannot import %s: there is no such folder (correct the path)"
                .formatted(at("none")));
    Files.createDirectories(folder.resolve("gpt"));
    Files.writeString(folder.resolve("gpt/config.json"), "{\"model_type\":\"gpt2\"}");
    Cli other = Cli.run("import", "--from", at("gpt"), "--out", at("bundle"));
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.err()).contains("\"model_type\" is \"gpt2\"").doesNotContain("\tat ");
    assertThat(folder.resolve("bundle")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--pooling max|Cannot pool by 'max'",
        "--exits two|Cannot place exits",
        "--max-length 0|Cannot use --max-length 0 (must be at least 1)",
        "--cost-tokens -1|Cannot use --cost-tokens -1 (must be at least 1)",
        "--master local|Unknown option",
      })
  void run_wrongOption_isUsage(String options, String message) {
    String[] more = options.split(" ", -1);
    Cli run = Cli.run("import", "--from", "x", "--out", at("bundle"), more[0], more[1]);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("offramp: ").contains(message);
    Cli remote = Cli.run("import", "--from", "x", "--out", "hdfs://host/b");
    assertThat(remote.code()).isEqualTo(2);
    assertThat(remote.err()).contains("takes a path on this machine");
    Cli there = Cli.run("inspect", "hdfs://host/b");
    assertThat(there.code()).isEqualTo(2);
    assertThat(there.err()).contains("it must be a path on this machine, no URI");
  }
}
