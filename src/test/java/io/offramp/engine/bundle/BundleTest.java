// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.calibration.json.FileFormatException;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.engine.fixture.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BundleTest {
  private static final int SAMPLES = 150;

  private final Path parent;
  private final Path folder;

  BundleTest(@TempDir Path parent) {
    this.parent = parent;
    this.folder = parent.resolve("bundle");
  }

  @BeforeEach
  void write() {
    TinyBundle.write(folder, false);
  }

  private void assertRefused(String reason) {
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> Bundle.open(folder))
        .withMessageStartingWith("Cannot open bundle " + folder + ": ")
        .withMessageContaining(reason);
  }

  private void assertManifestRefused(String reason) {
    assertThatExceptionOfType(FileFormatException.class)
        .isThrownBy(() -> Bundle.open(folder))
        .withMessageStartingWith(
            "Cannot read bundle manifest " + folder.resolve("manifest.json") + ": ")
        .withMessageContaining(reason);
  }

  @Test
  void open_bundleFromElsewhere_isNamedByWhereItIsFrom() throws IOException {
    String location = "hdfs://names/models/tiny.bundle";
    Bundle bundle = Bundle.open(folder, location);
    assertThat(bundle.folder()).isEqualTo(folder);
    assertThat(bundle.location()).isEqualTo(location);
    assertThat(Bundle.open(folder).location()).isEqualTo(folder.toString());
    Path moved = Files.move(folder, parent.resolve("moved"));
    assertThat(bundle.movedTo(moved).modelFile()).isRegularFile();
    assertThat(bundle.movedTo(moved).location()).isEqualTo(location);
    assertThat(bundle.movedTo(moved).sha256()).isEqualTo(bundle.sha256());
    Files.delete(moved.resolve("tokenizer.json"));
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> Bundle.open(moved, location))
        .withMessage(
            "Cannot open bundle %s: file tokenizer.json is missing (copy the bundle again)"
                .formatted(location));
  }

  @Test
  void open_writtenBundle_saysWhatWasWritten() {
    Bundle bundle = Bundle.open(folder);
    assertThat(bundle.manifest())
        .isEqualTo(TinyBundle.manifest(TinyBundle.shape(), false, bundle.manifest().files()));
    assertThat(bundle.manifest().files())
        .extracting(BundleFile::name)
        .containsExactly("model.pt", "tokenizer.json");
    assertThat(bundle.folder()).isEqualTo(folder);
    assertThat(bundle.modelFile()).isEqualTo(folder.resolve("model.pt")).isRegularFile();
    assertThat(bundle.tokenizerFile()).isEqualTo(folder.resolve("tokenizer.json")).isRegularFile();
    assertThat(bundle.sha256()).matches("[0-9a-f]{64}");
    assertThat(folder.resolve("manifest.json")).content().contains(bundle.sha256());
  }

  @Test
  void write_equalContent_givesEqualFilesAndIdentity() {
    Bundle again = TinyBundle.write(parent.resolve("again"), false);
    assertThat(again.sha256()).isEqualTo(Bundle.open(folder).sha256());
    for (String name : new String[] {"model.pt", "tokenizer.json", "manifest.json"}) {
      assertThat(again.folder().resolve(name)).hasSameBinaryContentAs(folder.resolve(name));
    }
    assertThat(TinyBundle.write(parent.resolve("pairs"), true).sha256())
        .isNotEqualTo(again.sha256());
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.pt", "tokenizer.json"})
  void open_anyByteFlipped_namesTheFile(String name) throws IOException {
    Path file = folder.resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    for (int sample = 0; sample <= SAMPLES; sample++) {
      int place = (int) ((bytes.length - 1L) * sample / SAMPLES);
      bytes[place] ^= (byte) (1 << (sample % 8));
      Files.write(file, bytes);
      assertRefused("file " + name + " was changed: SHA-256 ");
      bytes[place] ^= (byte) (1 << (sample % 8));
    }
    Files.write(file, bytes);
    assertThat(Bundle.open(folder).folder()).isEqualTo(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.pt", "tokenizer.json"})
  void open_fileOfAnotherLength_namesIt(String name) throws IOException {
    Path file = folder.resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    for (int length : new int[] {0, 1, bytes.length - 1, bytes.length + 1}) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertRefused("file " + name + " was changed: SHA-256 ");
      assertRefused(length + " bytes (must be ");
      assertRefused(bytes.length + " bytes; copy the bundle again)");
    }
  }

  /** Every character of every value but the time becomes another that JSON allows there. */
  @Test
  void open_anyCharacterOfAValueChanged_namesTheManifest() throws IOException {
    Path file = folder.resolve("manifest.json");
    String json = Files.readString(file);
    Matcher values =
        Pattern.compile("(?<=[:\\[,] )(\"[^\"]*\"|[0-9.E-]+|true|false)").matcher(json);
    int changed = 0;
    while (values.find()) {
      if (values.group().equals("\"2026-01-31T12:00:00Z\"")) {
        continue;
      }
      for (int place = values.start(); place < values.end(); place++) {
        char now = json.charAt(place);
        if (Character.isLetterOrDigit(now)) {
          char other = Character.isDigit(now) ? (char) ('0' + (now - '0' + 1) % 10) : 'x';
          Files.writeString(file, json.substring(0, place) + other + json.substring(place + 1));
          assertManifestRefused("");
          changed++;
        }
      }
    }
    assertThat(changed).isGreaterThan(300);
    Files.writeString(file, json.replace("2026-01-31T12:00:00Z", "2026-02-01T00:00:00Z"));
    assertThat(Bundle.open(folder).manifest().provenance().createdAt())
        .isEqualTo("2026-02-01T00:00:00Z");
  }

  @Test
  void open_spoiltManifest_isRefused() throws IOException {
    Path file = folder.resolve("manifest.json");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, new byte[0]);
    assertManifestRefused("the file is empty");
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertManifestRefused("not whole, valid JSON: ");
    Files.write(file, new byte[] {(byte) 0xff, 0, 1});
    assertManifestRefused("not UTF-8 text");
    Files.writeString(file, "[]");
    assertManifestRefused("[] (must be a JSON object)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.pt", "tokenizer.json"})
  void open_fileMissing_namesIt(String name) throws IOException {
    Files.delete(folder.resolve(name));
    assertRefused("file " + name + " is missing (copy the bundle again)");
    Files.createDirectory(folder.resolve(name));
    assertRefused("file " + name + " is missing (copy the bundle again)");
  }

  @Test
  void open_noManifest_saysSo() throws IOException {
    Files.delete(folder.resolve("manifest.json"));
    assertRefused("it has no manifest.json (must be a folder written by 'offramp train')");
  }

  @Test
  void open_noFolder_saysSo() throws IOException {
    Path file = Files.writeString(parent.resolve("file"), "text");
    for (Path path : new Path[] {file, parent.resolve("nowhere")}) {
      assertThatExceptionOfType(BundleException.class)
          .isThrownBy(() -> Bundle.open(path))
          .withMessage(
              "Cannot open bundle %s: there is no such folder (train one, or correct the path)"
                  .formatted(path));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.pt", "tokenizer.json"})
  void open_manifestThatListsTooLittle_saysWhatIsNotListed(String name) throws IOException {
    BundleManifest whole = Bundle.open(folder).manifest();
    BundleManifest lacking =
        TinyBundle.manifest(
            whole.shape(),
            false,
            whole.files().stream().filter(file -> !file.name().equals(name)).toList());
    Files.writeString(folder.resolve("manifest.json"), BundleManifestParser.toJson(lacking));
    assertRefused("its manifest lists no " + name);
  }

  @Test
  void open_foreignFileBeside_isLeftAlone() throws IOException {
    Files.writeString(folder.resolve("policy.json"), "{}");
    assertThat(Bundle.open(folder).folder()).isEqualTo(folder);
  }

  @Test
  void requireOwn_policyOfAnotherBundle_isRefusedNamingBoth() {
    Bundle bundle = Bundle.open(folder);
    Bundle other = TinyBundle.write(parent.resolve("other"), true);
    ExitPolicy own = TinyBundle.policy(bundle, 0.5, 0.5);
    ExitPolicy foreign = TinyBundle.policy(other, 0.5, 0.5);
    bundle.requireOwn(own);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bundle.requireOwn(foreign))
        .withMessage(
            "Cannot use this policy with bundle %s: it was certified for bundle %s, this one is %s (trace and calibrate this bundle)"
                .formatted(folder, other.sha256(), bundle.sha256()));
  }

  @Test
  void requireOwn_policyOfNoBundle_isRefusedWithTheRemedy() {
    Bundle bundle = Bundle.open(folder);
    ExitPolicy own = TinyBundle.policy(bundle, 0.5, 0.5);
    ExitPolicy ofNone =
        new ExitPolicy(
            own.signal(),
            own.thresholds(),
            own.costs(),
            Optional.empty(),
            own.guarantee(),
            own.provenance());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bundle.requireOwn(ofNone))
        .withMessage(
            "Cannot use this policy with bundle %s: it was calibrated on traces that name no bundle (calibrate with --bundle, or trace and calibrate this bundle)"
                .formatted(folder));
  }

  @Test
  void requireVocabulary_moreIdsThanEmbeddings_isRefusedNamingBoth() {
    Bundle bundle = Bundle.open(folder);
    int known = bundle.manifest().shape().vocabularySize();
    bundle.requireVocabulary(known);
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> bundle.requireVocabulary(known + 1))
        .withMessageContaining("ids up to " + known + ", the model knows ids below " + known);
  }
}
