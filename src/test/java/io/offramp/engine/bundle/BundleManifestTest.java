// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

import static io.offramp.engine.bundle.ManifestFixtures.EXITS;
import static io.offramp.engine.bundle.ManifestFixtures.FILES;
import static io.offramp.engine.bundle.ManifestFixtures.LABELS;
import static io.offramp.engine.bundle.ManifestFixtures.SHAPE;
import static io.offramp.engine.bundle.ManifestFixtures.provenance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BundleManifestTest {
  private static void assertRefused(
      List<String> labels, int paddingId, int costTokens, List<ExitInfo> exits, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new BundleManifest(
                    SHAPE, labels, true, paddingId, costTokens, exits, FILES, provenance()))
        .withMessage(message);
  }

  @Test
  void manifest_labelsThatAreNotTheClasses_isRefused() {
    for (List<String> labels :
        List.of(List.of("only"), List.of("a", "b", "c"), List.of("twice", "twice"))) {
      assertRefused(
          labels,
          3,
          37,
          EXITS,
          "Cannot name 2 classes " + labels + " (must be as many different labels)");
    }
  }

  @Test
  void manifest_exitsOfAnotherArchitecture_isRefused() {
    assertRefused(
        LABELS,
        3,
        37,
        EXITS.subList(1, 3),
        "Cannot describe exits after layers [4, 6] (the architecture has them after [2, 4, 6])");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 8000})
  void manifest_paddingBeyondTheVocabulary_isRefused(int paddingId) {
    assertRefused(
        LABELS,
        paddingId,
        37,
        EXITS,
        "Cannot pad with token " + paddingId + " (must be below the vocabulary size, 8000)");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 129})
  void manifest_costTokensBeyondTheLength_isRefused(int costTokens) {
    assertRefused(
        LABELS,
        3,
        costTokens,
        EXITS,
        "Cannot count costs for %d tokens (must be 1 to the maximum length, 128)"
            .formatted(costTokens));
  }

  @Test
  void costs_flops_areFractionsOfTheLast() {
    assertThat(ManifestFixtures.manifest().costs().toArray())
        .containsExactly(8_388_608 / 5e9, 16_777_216 / 5e9, 1);
  }

  @Test
  void manifest_listsChangedLater_keepsItsOwn() {
    List<String> labels = new ArrayList<>(LABELS);
    BundleManifest manifest =
        new BundleManifest(SHAPE, labels, true, 3, 37, EXITS, FILES, provenance());
    labels.clear();
    assertThat(manifest.labels()).isEqualTo(LABELS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 1 | 1   | 0.5  | layer 0 (must be at least 1)",
        "1 | 0 | 1   | 0.5  | FLOPs 0 (must be at least 1)",
        "1 | 1 | 0   | 0.5  | temperature 0.0 (must be positive)",
        "1 | 1 | -1  | 0.5  | temperature -1.0 (must be positive)",
        "1 | 1 | NaN | 0.5  | temperature NaN (must be positive)",
        "1 | 1 | 1   | 1.01 | dev accuracy 1.01 (must be at most 1)",
        "1 | 1 | 1   | NaN  | dev accuracy NaN (must be at most 1)"
      })
  void exit_numberOutOfRange_isRefusedByName(
      int layer, long flops, double temperature, double devAccuracy, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ExitInfo(layer, flops, temperature, devAccuracy))
        .withMessage("Cannot describe an exit with " + reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "../model.pt", "/etc/passwd", "a/b", "a\\b", ".hidden", "C:x"})
  void file_nameThatIsNoPlainFileName_isRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BundleFile(name, 1, "0".repeat(64)))
        .withMessage(
            "Cannot hold file '%s' in a bundle (must be a plain file name)".formatted(name));
  }

  @Test
  void file_hashThatIsNone_isRefused() {
    for (String hash : List.of("", "0".repeat(63), "A".repeat(64), "g".repeat(64))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new BundleFile("model.pt", 1, hash))
          .withMessage(
              "Cannot check file 'model.pt' against '%s' (must be 64 lower-case hexadecimal digits)"
                  .formatted(hash));
    }
  }

  @Test
  void file_negativeSize_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BundleFile("model.pt", -1, "0".repeat(64)))
        .withMessage("Cannot hold file 'model.pt' of -1 bytes (must be at least 0)");
  }

  @Test
  void manifest_flopsThatDoNotAscend_isRefused() {
    ExitInfo second = EXITS.get(1);
    List<ExitInfo> level = new ArrayList<>(EXITS);
    level.set(1, new ExitInfo(second.layer(), EXITS.get(0).flops(), 1, 0.5));
    assertRefused(
        LABELS,
        3,
        37,
        level,
        "Cannot cost exit 2 at %1$d FLOPs (must be more than exit 1's %1$d)"
            .formatted(EXITS.get(0).flops()));
  }

  @Test
  void manifest_fileListedTwice_isRefused() {
    List<BundleFile> twice = List.of(FILES.get(0), FILES.get(0));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new BundleManifest(SHAPE, LABELS, true, 3, 37, EXITS, twice, provenance()))
        .withMessageContaining("must be different names");
  }
}
