// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.bundle.BundleWriter;
import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.encoder.EncoderInitializer;
import io.offramp.engine.encoder.EncoderTemplate;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import io.offramp.spark.ml.Bundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Commands that want answers of a bundle whose exits were never fitted. */
@ExtendWith(SparkExtension.class)
final class UntrainedBundleTest {
  private final Path folder;
  private final String bundle;
  private final String input;

  UntrainedBundleTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.bundle = write(folder.resolve("untrained")).folder().toString();
    this.input = Tables.text(folder.resolve("in.jsonl"), Tables.jsonl(TinyBundle.samples(9, 5)));
  }

  /** The shared bundle's shape and tokenizer; its second exit is the only one that was fitted. */
  private static Bundle write(Path folder) throws IOException {
    Bundle trained = TinyBundle.get();
    BundleManifest manifest = trained.manifest();
    List<ExitInfo> exits =
        manifest.exits().stream()
            .map(exit -> exit.layer() == 2 ? exit : ExitInfo.untrained(exit.layer(), exit.flops()))
            .toList();
    return BundleWriter.write(
        folder,
        EncoderTemplate.module(
            manifest.shape(),
            EncoderInitializer.weights(manifest.shape(), 1),
            new double[] {1, 1, 1}),
        Files.readString(trained.tokenizerFile()),
        files ->
            new BundleManifest(
                manifest.shape(),
                manifest.labels(),
                manifest.textPairs(),
                manifest.paddingId(),
                manifest.costTokens(),
                exits,
                files,
                manifest.provenance()));
  }

  private void assertRefused(String... args) {
    Cli run = Cli.run(args);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains(
            "Cannot use bundle %s: its exits 1 and 3 were never fitted (run 'offramp attach-exits' or 'offramp train --init')"
                .formatted(bundle));
    assertThat(run.err().lines()).noneMatch(line -> line.startsWith("\tat "));
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void run_scoreTraceCalibrateAndBench_refuseItInOneLine() {
    String out = folder.resolve("out").toString();
    assertRefused("score", "--bundle", bundle, "--input", input, "--output", out);
    assertRefused("trace", "--bundle", bundle, "--data", input, "--out", out);
    assertRefused(
        "calibrate",
        "--traces",
        input,
        "--bundle",
        bundle,
        "--max-disagreement",
        "0.1",
        "--out",
        out);
    assertRefused("bench", "--bundle", bundle, "--data", input, "--json", out);
  }

  @Test
  void open_toReadIt_isAllowed() {
    assertThat(Bundles.open(bundle).manifest().untrainedExits()).containsExactly(1, 3);
  }
}
