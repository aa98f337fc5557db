// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.offramp.calibration.json.FileFormatException;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleException;
import io.offramp.spark.fixture.MockFileSystem;
import io.offramp.spark.fixture.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BundleCacheTest {
  private static final String LOCATION = "mock:///bundle";
  private static final int TASKS = 8;

  private final Path place;
  private final Path there;
  private final Path log;
  private final Configuration hadoop = new Configuration();
  private final Bundle original = TinyBundle.get();
  private final BundleCache cache;

  BundleCacheTest(@TempDir Path folder) throws IOException {
    this.place = Files.createDirectory(folder.resolve("local"));
    this.there = TinyBundle.copyTo(folder.resolve("there").resolve("bundle"));
    this.log = folder.resolve("opened");
    this.cache = new BundleCache(() -> place, Folders::freeBytes);
    MockFileSystem.settings(folder.resolve("there"), log).forEach(hadoop::set);
  }

  private Bundle open() {
    return cache.open(LOCATION, Optional.empty(), hadoop);
  }

  private Bundle openExpected() {
    return cache.open(LOCATION, Optional.of(original.sha256()), hadoop);
  }

  /** What is in the cache's folder, if there is one. */
  private List<Path> left() throws IOException {
    List<Path> left = new ArrayList<>();
    try (var roots = Files.list(place)) {
      for (Path root : roots.toList()) {
        try (var files = Files.list(root)) {
          left.addAll(files.toList());
        }
      }
    }
    return left;
  }

  @Test
  void open_eightTasksAtOnce_fetchesOnce() throws ExecutionException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(TASKS);
    try {
      Callable<Bundle> task = this::openExpected;
      List<Path> folders = new ArrayList<>();
      for (Future<Bundle> bundle : threads.invokeAll(Collections.nCopies(TASKS, task))) {
        assertThat(bundle.get().sha256()).isEqualTo(original.sha256());
        folders.add(bundle.get().folder());
      }
      assertThat(folders).hasSize(TASKS).containsOnly(folders.get(0));
    } finally {
      threads.shutdownNow();
    }
    for (String file : List.of("manifest.json", "model.pt", "tokenizer.json")) {
      assertThat(MockFileSystem.opened(log, file)).as(file).hasSize(1);
    }
  }

  @Test
  void open_unknownIdentity_readsTheManifestAnewAndTheFilesOnce() throws IOException {
    Files.writeString(there.resolve("policy.json"), "{}");
    Path folder = open().folder();
    assertThat(open().folder()).isEqualTo(folder);
    assertThat(MockFileSystem.opened(log, "manifest.json")).hasSize(2);
    assertThat(MockFileSystem.opened(log, "model.pt")).hasSize(1);
    assertThat(folder).hasFileName(original.sha256());
    assertThat(folder.resolve("model.pt")).hasSameBinaryContentAs(original.modelFile());
    assertThat(folder.resolve("policy.json")).as("not of the manifest").doesNotExist();
  }

  @Test
  void open_fetchedBundleThatWasSpoilt_fetchesAgain() throws IOException {
    Path model = openExpected().modelFile();
    Files.write(model, new byte[] {1});
    assertThat(openExpected().modelFile()).hasSameBinaryContentAs(original.modelFile());
    assertThat(MockFileSystem.opened(log, "model.pt")).hasSize(2);
  }

  @Test
  void open_afterSomebodyDeletedTheCache_fetchesAgain() {
    Folders.delete(Objects.requireNonNull(openExpected().folder().getParent()));
    assertThat(openExpected().modelFile()).hasSameBinaryContentAs(original.modelFile());
  }

  @Test
  void clear_deletesAll() throws IOException {
    open();
    assertThat(left()).hasSize(1);
    cache.clear();
    assertThat(place).isEmptyDirectory();
    assertThat(open().sha256()).isEqualTo(original.sha256());
  }

  @ParameterizedTest
  @ValueSource(strings = {"shorter", "longer", "other"})
  void open_changedFile_isRefusedNamingItAndLeavesNothing(String change) throws IOException {
    Path model = there.resolve("model.pt");
    byte[] bytes = Files.readAllBytes(model);
    byte[] changed = Arrays.copyOf(bytes, bytes.length + 100_000);
    switch (change) {
      case "shorter" -> changed = Arrays.copyOf(bytes, bytes.length - 1);
      case "other" -> {
        changed = bytes.clone();
        changed[bytes.length / 2] ^= 1;
      }
      default -> {}
    }
    Files.write(model, changed);
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(this::open)
        .withMessageStartingWith(
            "Cannot open bundle mock:///bundle: file model.pt was changed: SHA-256 ")
        .withMessageContaining("must be ")
        .withMessageEndingWith("copy the bundle again)");
    assertThat(left()).isEmpty();
    Files.write(model, bytes);
    assertThat(open().sha256()).as("mended").isEqualTo(original.sha256());
  }

  @Test
  void open_changedManifest_isRefusedNamingIt() throws IOException {
    Path manifest = there.resolve("manifest.json");
    Files.writeString(manifest, Files.readString(manifest).replace("fruit", "fruits"));
    assertThatExceptionOfType(FileFormatException.class)
        .isThrownBy(this::open)
        .withMessageContaining("mock:///bundle/manifest.json")
        .withMessageContaining("the file was changed: copy the bundle again");
    assertThat(MockFileSystem.opened(log, "model.pt")).isEmpty();
  }

  @Test
  void open_missingFile_isRefusedNamingItAndLeavesNothing() throws IOException {
    Files.delete(there.resolve("tokenizer.json"));
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(this::open)
        .withMessage(
            "Cannot open bundle mock:///bundle: file tokenizer.json is missing (copy the bundle again)");
    assertThat(left()).isEmpty();
  }

  @Test
  void open_noBundle_isRefused() {
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> cache.open("mock:///none", Optional.empty(), hadoop))
        .withMessage(
            "Cannot open bundle mock:///none: there is no manifest.json (must be a folder written by 'offramp train'; correct the location)");
    assertThat(place).isEmptyDirectory();
  }

  @Test
  void open_anotherBundleThanTheDriverSaw_isRefusedNamingBoth() {
    String expected = "0".repeat(64);
    assertThatIllegalStateException()
        .isThrownBy(() -> cache.open(LOCATION, Optional.of(expected), hadoop))
        .withMessage(
            "Cannot use bundle mock:///bundle: its SHA-256 is %s, expected was %s (another bundle is there now: put the expected one back, or start again)"
                .formatted(original.sha256(), expected));
    assertThat(MockFileSystem.opened(log, "model.pt")).isEmpty();
  }

  @Test
  void open_noRoom_isRefusedBeforeAnythingIsFetched() throws IOException {
    BundleCache full = new BundleCache(() -> place, folder -> 1234);
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> full.open(LOCATION, Optional.empty(), hadoop))
        .withMessageStartingWith("Cannot open bundle mock:///bundle: it has ")
        .withMessageContaining("has room for 1,234 (make room there, or name another disk");
    assertThat(MockFileSystem.opened(log, "model.pt")).isEmpty();
    assertThat(left()).isEmpty();
  }

  @Test
  void open_settingsThatAreMissing_isRefused() {
    Configuration bare = new Configuration();
    bare.set("fs.mock.impl", MockFileSystem.class.getName());
    bare.set("fs.mock.impl.disable.cache", "true");
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> cache.open(LOCATION, Optional.empty(), bare))
        .withMessageContaining("the file system for 'mock:' does not start: ")
        .withMessageContaining("fs.mock.root is not set")
        .withMessageContaining("its spark.hadoop.* settings");
  }
}
