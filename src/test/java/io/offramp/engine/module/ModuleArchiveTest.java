// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.offramp.engine.fixture.TinyModule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.function.BinaryOperator;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are no TorchScript, or not all of it. */
final class ModuleArchiveTest {
  private static final String LEFT_OUT = "left out";

  private final Path folder;
  private final Path model;

  ModuleArchiveTest(@TempDir Path folder) {
    this.folder = folder;
    this.model = folder.resolve("model.pt");
    TinyModule.write(folder, TinyModule.METHODS, TinyModule.manifest());
  }

  private void assertRefused(String message) {
    assertThatExceptionOfType(ModuleException.class)
        .isThrownBy(() -> ModuleImporter.run(TinyModule.options(folder)))
        .withMessageStartingWith("Cannot import " + model + ": ")
        .withMessageContaining(message)
        .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("\n"));
    assertThat(folder.resolve("bundle")).doesNotExist();
  }

  /** Writes the archive again, with other content by name; null leaves a part out. */
  private void rewrite(BinaryOperator<String> change) throws IOException {
    Path copy = folder.resolve("copy.pt");
    try (ZipFile zip = new ZipFile(model.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(copy))) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        byte[] bytes;
        try (InputStream in = zip.getInputStream(entry)) {
          bytes = in.readAllBytes();
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String changed = change.apply(entry.getName(), text);
        if (!changed.equals(LEFT_OUT)) {
          store(out, entry.getName(), changed.getBytes(StandardCharsets.ISO_8859_1));
        }
      }
    }
    Files.copy(copy, model, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void store(ZipOutputStream out, String name, byte[] bytes) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    out.putNextEntry(entry);
    out.write(bytes);
    out.closeEntry();
  }

  @Test
  void run_noFile_isRefused() throws IOException {
    Files.delete(model);
    assertRefused("there is no such file (correct the path)");
  }

  @Test
  void run_text_isRefused() throws IOException {
    Files.writeString(model, "no archive");
    assertRefused("it is no TorchScript archive, or only part of one");
  }

  @Test
  void run_truncatedArchive_isRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(model);
    Files.write(model, Arrays.copyOf(bytes, bytes.length / 2));
    assertRefused("it is no TorchScript archive, or only part of one");
  }

  @Test
  void run_flippedBits_areRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length / 2] ^= 1;
    Files.write(model, bytes);
    assertRefused(" is damaged (copy the file again)");
  }

  @Test
  void run_archiveWithoutCode_isRefused() throws IOException {
    rewrite((name, text) -> name.contains("/code/") ? LEFT_OUT : text);
    assertRefused("it holds no code, so torch.save wrote it");
  }

  @Test
  void run_zipOfSomethingElse_isRefused() throws IOException {
    rewrite((name, text) -> name.endsWith("data.pkl") ? LEFT_OUT : text);
    assertRefused("it is a ZIP file without data.pkl");
  }

  @Test
  void run_newerOperators_areRefused() throws IOException {
    rewrite((name, text) -> name.endsWith("/version") ? "11\n" : text);
    assertRefused("its operator-set version is 11 (must be 1 to 10");
  }

  @Test
  void run_codeThatLibtorchCannotRead_isRefusedInOneLine() throws IOException {
    rewrite((name, text) -> text.replace("torch.tanh(", "vision.nms("));
    assertRefused("libtorch cannot load it: ");
  }

  @Test
  void run_pickleOfAnotherClass_isRefused() throws IOException {
    rewrite(
        (name, text) -> name.endsWith("data.pkl") ? text.replace("__torch__", "builtin_") : text);
    assertRefused("libtorch cannot load it: ");
  }
}
