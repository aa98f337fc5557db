// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.offramp.calibration.json.FileFormatException;
import io.offramp.calibration.signal.Signal;
import io.offramp.calibration.signal.Signals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitPolicyParserTest {
  private static final String JSON = ExitPolicyParser.toJson(PolicyFixtures.policy());

  private static void assertRefused(String json, String reason) {
    assertThatExceptionOfType(FileFormatException.class)
        .isThrownBy(() -> ExitPolicyParser.fromJson(json, "p.json"))
        .withMessageStartingWith("Cannot read policy p.json: ")
        .withMessageContaining(reason);
  }

  private static String replaced(String part, String by) {
    assertThat(JSON).as("the fixture to spoil").containsOnlyOnce(part);
    return JSON.replace(part, by);
  }

  @Property(tries = 200)
  void roundTrip_anyThresholds_keepsEveryBit(
      @ForAll @Size(3) List<@Scale(17) @DoubleRange(min = 0, max = 1) Double> thresholds) {
    ExitPolicy policy = PolicyFixtures.policy(thresholds, PolicyFixtures.guarantee());
    assertThat(ExitPolicyParser.fromJson(ExitPolicyParser.toJson(policy), "x")).isEqualTo(policy);
  }

  @Test
  void roundTrip_everySignal_keepsIt() {
    for (Signal signal : Signals.all(4)) {
      ExitPolicy plain = PolicyFixtures.policy();
      ExitPolicy policy =
          new ExitPolicy(
              signal,
              plain.thresholds(),
              plain.costs(),
              plain.bundleSha256(),
              plain.guarantee(),
              plain.provenance());
      String json = ExitPolicyParser.toJson(policy);
      assertThat(json)
          .contains("\"signal\" : \"" + signal.id() + "\"")
          .doesNotContain("signal-weights");
      assertThat(ExitPolicyParser.fromJson(json, "x")).isEqualTo(policy);
    }
  }

  @Test
  void roundTrip_learnedSignalAndNoBundle_keepsThem() {
    String json = ExitPolicyParser.toJson(PolicyFixtures.learned());
    assertThat(json)
        .contains("\"thresholds\" : [ null, 0.0 ]")
        .contains("\"bundle-sha256\" : null");
    assertThat(ExitPolicyParser.fromJson(json, "x")).isEqualTo(PolicyFixtures.learned());
  }

  @Test
  void roundTrip_precision_isKeptAndNeedNotBeThere() {
    for (String precision : PolicyProvenance.PRECISIONS) {
      ExitPolicy policy = PolicyFixtures.ofPrecision(precision);
      String json = ExitPolicyParser.toJson(policy);
      assertThat(json).contains("\"precision\" : \"" + precision + "\"");
      assertThat(ExitPolicyParser.fromJson(json, "x")).isEqualTo(policy);
    }
    assertThat(JSON).doesNotContain("\"precision\"");
    assertThat(ExitPolicyParser.fromJson(JSON, "x").provenance().precision()).isEmpty();
    assertRefused(
        replaced("\"seed\" : 42", "\"seed\" : 42, \"precision\" : \"int8\""),
        "precision \"int8\" (must be one of fp32, bf16, fp16)");
  }

  @Test
  void statement_changedByHand_changesNothing() {
    String json = replaced("With confidence", "Perhaps, with confidence");
    assertThat(ExitPolicyParser.fromJson(json, "x")).isEqualTo(PolicyFixtures.policy());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"seed\" : 42|\"seed\" : 42, \"sede\" : 1|unknown field \"provenance.sede\" (nearest known"
            + " field: \"provenance.seed\")",
        "\"signal\"|\"tempratures\" : [ ], \"signal\"|unknown field \"tempratures\" (nearest known"
            + " field: ",
        "\"bound\" : 0.6|\"bound\" : 0.6, \"max-cost\" : 0.6|unknown field"
            + " \"guarantee.claims[1].max-cost\"",
        "\"bound\" : 0.6,||missing field \"guarantee.claims[1].bound\"",
        "\"signal\" :|\"signal-weights\" : [ ], \"signal\" :|unknown field \"signal-weights\"",
        "\"max-probability\"|\"learned\"|missing field \"signal-weights\"",
        "\"exact\"|\"certain\"|Cannot read validity \"certain\" (must be one of: exact,"
            + " asymptotic)",
        "\"thresholds\"|\"treshold\"|missing field \"thresholds\" (did you mean it by"
            + " \"treshold\"?)",
        "\"levels-tested\" : 57,||missing field \"guarantee.levels-tested\"",
        "\"seed\" : 42|\"seed\" : 4.5|field \"provenance.seed\" is 4.5 (must be a 64-bit integer)",
        "\"levels-tested\" : 57|\"levels-tested\" : 5000000000|field \"guarantee.levels-tested\" is"
            + " 5000000000 (must be a 32-bit integer)",
        "\"max-probability\"|7|field \"signal\" is 7 (must be a string)",
        "\"max-probability\"|\"entropy\"|Cannot use signal \"entropy\" (must be one of:"
            + " max-probability, margin, ",
        "\"accuracy-drop\"|\"regret\"|Cannot bound \"regret\" (must be one of: accuracy-drop,"
            + " disagreement, cost)",
        "0.9375|\"0.9375\"|field \"thresholds[0]\" is \"0.9375\" (must be a number)",
        "[ 0.9375, 0.875, 0.8125 ]|0.9|field \"thresholds\" is 0.9 (must be an array of numbers"
            + " and nulls)",
        "0.875, 0.8125|0.875|2 thresholds for 4 exit costs (must be one fewer: 3)",
        "0.9375|1e999|field \"thresholds[0]\" is ",
        "0.9375|1.5|the threshold of exit 1 is 1.5 (must be in [0,1], or infinite",
        "0.25, 0.5|null, 0.5|field \"costs[0]\" is null (must be a number)",
        "0.25, 0.5|0.5, 0.25|exit 2 costs 0.25 (must be a finite number greater than 0.5)",
        "\"rows\" : 1000|\"rows\" : null|field \"guarantee.claims[0].rows\" is null (must be a 64-bit"
            + " integer)",
        "\"harmful\" : 11|\"harmful\" : -1|harmful rows -1 (must be in 0..1000, the rows)",
        "2026-01-31T12:00:00Z|today|\"today\" (must be an ISO-8601 instant such as",
        "\"format-version\" : 2|\"format-version\" : 3|field \"format-version\" is 3 (must be 1 or 2;"
            + " calibrate again with this Offramp, or read the file with the Offramp that wrote"
            + " it)",
        "\"offramp-policy\"|\"offramp-bundle\"|field \"format\" is \"offramp-bundle\" (must be"
            + " \"offramp-policy\")",
        "\"signal\"|\"format\" : \"offramp-policy\", \"signal\"|Duplicate field 'format'"
      })
  void fromJson_spoiltField_isRefusedByName(String part, String by, String reason) {
    assertRefused(replaced(part, Optional.ofNullable(by).orElse("")), reason);
  }

  @Test
  void fromJson_objectReplaced_isRefusedWithItsBeginning() {
    String json = JSON.substring(0, JSON.indexOf("\"provenance\"")) + "\"provenance\": [1]}";
    assertRefused(json, "field \"provenance\" is [1] (must be an object)");
    String large = json.replace("[1]", "\"" + "x".repeat(500) + "\"");
    assertRefused(large, "field \"provenance\" is \"" + "x".repeat(59) + "… (must be an object)");
  }

  @Test
  void fromJson_everyPrefix_isRefused() {
    String whole = JSON.strip();
    for (int length = 0; length < whole.length(); length++) {
      assertRefused(whole.substring(0, length), "");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|the file is empty (must be a JSON object; copy it again)",
        "` \n `|the file is empty (must be a JSON object; copy it again)",
        "{\"format\":|not whole, valid JSON: ",
        "PK\u0003\u0004|not whole, valid JSON: ",
        "[1]|[1] (must be a JSON object)",
        "{}|missing field \"format\""
      })
  void fromJson_notAPolicy_isRefused(String json, String reason) {
    assertRefused(json, reason);
  }

  @Test
  void fromJson_textAfterTheEnd_isRefused() {
    assertRefused(JSON + "{}", "not whole, valid JSON: ");
  }

  @Test
  void write_overAnOldFile_replacesItWhole(@TempDir Path folder) throws IOException {
    Path path = Files.writeString(folder.resolve("policy.json"), "old");
    ExitPolicyParser.write(PolicyFixtures.policy(), path);
    assertThat(ExitPolicyParser.read(path)).isEqualTo(PolicyFixtures.policy());
    assertThat(path).hasContent(JSON);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(path);
    }
  }

  @Test
  void write_noSuchFolder_isRefused(@TempDir Path folder) {
    Path path = folder.resolve("none").resolve("policy.json");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> ExitPolicyParser.write(PolicyFixtures.policy(), path))
        .withMessage(
            "Cannot write policy %s: its folder does not exist (create it first)".formatted(path));
  }

  @Test
  void read_unreadableFiles_areRefusedByPath(@TempDir Path folder) throws IOException {
    Path none = folder.resolve("none.json");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> ExitPolicyParser.read(none))
        .withMessage(
            "Cannot read policy %s: there is no such file (correct the path, or make it first)"
                .formatted(none));
    Path binary = Files.write(folder.resolve("binary.json"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThatExceptionOfType(FileFormatException.class)
        .isThrownBy(() -> ExitPolicyParser.read(binary))
        .withMessage(
            "Cannot read policy %s: not UTF-8 text (must be UTF-8; copy or convert it)"
                .formatted(binary));
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> ExitPolicyParser.read(folder))
        .withMessageStartingWith("Cannot read policy %s: ".formatted(folder));
  }

  @Test
  void read_frozenFileOfVersion2_meansTheSameForEver() throws Exception {
    Path frozen =
        Path.of(
            ExitPolicyParserTest.class
                .getResource("/policy/v2/learned-signal-with-slice.json")
                .toURI());
    assertThat(ExitPolicyParser.read(frozen)).isEqualTo(PolicyFixtures.learned());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[[1,2,3,4,5],[1,2,3,4,5]]|[1,2]|field \"signal-weights[0]\" is 1 (must be an array of"
            + " numbers)",
        "[[1,2,3,4,5],[1,2,3,4,5]]|[[1,2,3,4,5],[1,2,3,null,5]]|field \"signal-weights[1][3]\" is"
            + " null (must be a number)",
        "[[1,2,3,4,5],[1,2,3,4,5]]|[[1,2,3,4,5]]|Cannot use signal \"learned\" of 2 exits: the"
            + " model has 3",
        "[[1,2,3,4,5],[1,2,3,4,5]]|[[1,2,3,4,5],[1,2]]|exit 2 has 2 weights"
      })
  void fromJson_spoiltWeights_areRefusedByName(String part, String by, String reason) {
    String json =
        ExitPolicyParser.toJson(PolicyFixtures.learned())
            .replaceFirst("(?s)\"signal-weights\" : .*?\\] \\]", "\"signal-weights\" : " + part);
    ExitPolicyParser.fromJson(json, "sound");
    assertRefused(json.replace(part, by), reason);
  }
}
