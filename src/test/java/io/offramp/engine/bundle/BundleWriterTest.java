// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.offramp.engine.encoder.EncoderTemplate;
import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.fixture.TinyEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BundleWriterTest {
  private final Path parent;

  BundleWriterTest(@TempDir Path parent) {
    this.parent = parent;
  }

  private static void assertTaken(Path path) {
    String message =
        "Cannot write bundle %s: it exists (remove it, or name another --out)".formatted(path);
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> TinyBundle.write(path, false))
        .withMessage(message);
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> BundleWriter.requireAbsent(path))
        .withMessage(message);
  }

  @Test
  void write_overAnything_isRefusedAndLeavesIt() throws IOException {
    Path bundle = TinyBundle.write(parent.resolve("bundle"), false).folder();
    Path file = Files.writeString(parent.resolve("file"), "precious");
    Path empty = Files.createDirectory(parent.resolve("empty"));
    assertTaken(bundle);
    assertTaken(file);
    assertTaken(empty);
    assertThat(Bundle.open(bundle).manifest().textPairs()).isFalse();
    assertThat(file).hasContent("precious");
    assertThat(empty).isEmptyDirectory();
  }

  @Test
  void write_foldersAboveMissing_createsThem() {
    Path out = parent.resolve("not/yet/there");
    BundleWriter.requireAbsent(out);
    assertThat(TinyBundle.write(out, false).folder()).isEqualTo(out);
    assertThat(out.getParent()).isDirectoryNotContaining("glob:**.partial");
  }

  @Test
  void write_remainsOfAnAttempt_areReplaced() throws IOException {
    Path remains = Files.createDirectory(parent.resolve("bundle.partial"));
    Files.writeString(remains.resolve(Bundle.MODEL), "half");
    Path out = TinyBundle.write(parent.resolve("bundle"), false).folder();
    assertThat(Bundle.open(out).manifest().textPairs()).isFalse();
    assertThat(remains).doesNotExist();
  }

  private void assertInTheWay(Path way, String why) {
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> TinyBundle.write(parent.resolve("bundle"), false))
        .withMessage(
            "Cannot write bundle %s: %s is in the way, %s (move it away, or name another --out)",
            parent.resolve("bundle"), way, why);
    assertThat(parent.resolve("bundle")).doesNotExist();
  }

  @Test
  void write_somebodysFolderInTheWay_isRefusedAndLeavesIt() throws IOException {
    Path own = Files.createDirectory(parent.resolve("bundle.partial"));
    Path model = Files.writeString(own.resolve(Bundle.MODEL), "precious");
    Path thesis = Files.writeString(own.resolve("thesis.tex"), "precious");
    assertInTheWay(own, "and holds thesis.tex, which Offramp did not write");
    assertThat(model).hasContent("precious");
    Files.delete(thesis);
    Files.createDirectory(own.resolve(Bundle.TOKENIZER));
    assertInTheWay(own, "and holds tokenizer.json, which Offramp did not write");
    assertThat(model).hasContent("precious");
  }

  @Test
  void write_linkOrFileInTheWay_isRefusedAndNotFollowed() throws IOException {
    Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
    Path model = Files.writeString(elsewhere.resolve(Bundle.MODEL), "precious");
    Path way = Files.createSymbolicLink(parent.resolve("bundle.partial"), elsewhere);
    assertInTheWay(way, "which is no folder of Offramp's");
    assertThat(model).hasContent("precious");
    Files.delete(way);
    Files.writeString(way, "precious");
    assertInTheWay(way, "which is no folder of Offramp's");
    assertThat(way).hasContent("precious");
  }

  @Test
  void write_attemptThatFails_leavesNoBundle() {
    Path out = parent.resolve("bundle");
    var shape = TinyEncoder.SHAPE;
    var module = EncoderTemplate.module(shape, TinyEncoder.weights(shape, 1), new double[] {1, 1});
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                BundleWriter.write(
                    out,
                    module,
                    "{}",
                    files -> {
                      throw new IllegalStateException("on purpose");
                    }))
        .withMessage("on purpose");
    assertThat(parent).isEmptyDirectory();
    assertThat(TinyBundle.write(out, false).folder()).isEqualTo(out);
  }

  @Test
  void write_whereNothingCanBe_saysWhy() throws IOException {
    Path file = Files.writeString(parent.resolve("file"), "text");
    Path out = file.resolve("bundle");
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> TinyBundle.write(out, false))
        .withMessageStartingWith("Cannot write bundle " + out + ": ");
  }
}
