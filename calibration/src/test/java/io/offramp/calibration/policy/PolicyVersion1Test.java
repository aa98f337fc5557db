// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.offramp.calibration.json.FileFormatException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyVersion1Test {
  private static String frozen() throws IOException, URISyntaxException {
    return Files.readString(
        Path.of(
            PolicyVersion1Test.class
                .getResource("/policy/v1/shared-threshold-with-cost.json")
                .toURI()));
  }

  @Test
  void read_frozenFile_meansTheSameForEver() throws Exception {
    assertThat(ExitPolicyParser.fromJson(frozen(), "x")).isEqualTo(PolicyFixtures.policy());
  }

  @Test
  void read_withoutCost_claimsTheRiskOnly() throws Exception {
    String json =
        frozen()
            .replaceFirst("(?s),\\s*\"cost\": \\{.*?\\}", "")
            .replace("\"confidence\": 0.9,", "\"confidence\": 0.95,");
    assertThat(ExitPolicyParser.fromJson(json, "x").guarantee())
        .isEqualTo(PolicyFixtures.guarantee(0.95, PolicyFixtures.RISK));
  }

  @Test
  void read_rewritten_isVersion2OfTheSameMeaning() throws Exception {
    ExitPolicy policy = ExitPolicyParser.fromJson(frozen(), "x");
    String json = ExitPolicyParser.toJson(policy);
    assertThat(json).contains("\"format-version\" : 2");
    assertThat(ExitPolicyParser.fromJson(json, "x")).isEqualTo(policy);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"max-probability\"|\"margin\"|Cannot use signal \"margin\" (must be max-probability in"
            + " format version 1)",
        "\"accuracy-drop\"|\"cost\"|Cannot bound risk \"cost\" (must be one of: accuracy-drop,"
            + " disagreement)",
        "0.9375|null|field \"thresholds[0]\" is null (must be a number)",
        "\"confidence\": 0.9,|\"confidence\": 0.8,|delta spent in all 0.1 (must be 1 - confidence"
            + " for confidence 0.8)",
        "\"losses\": 11|\"losses\": -1|harmful rows -1 (must be in 0..1000, the rows)",
        "\"rows\": 1000|\"rows\": 0|rows 0 (must be at least 1)",
        "\"max-cost\": 0.6|\"max-cost\": 0.6, \"bound\": 1|unknown field"
            + " \"guarantee.cost.bound\"",
        "\"losses\": 11|\"losses\": 11, \"claims\": []|unknown field \"guarantee.claims\"",
        "\"signal\"|\"signal-weights\": [], \"signal\"|unknown field \"signal-weights\"",
        "\"seed\": 42|\"seed\": 42, \"x\": 1|unknown field \"provenance.x\"",
        "\"seed\": 42|\"seed\": 42, \"precision\": \"bf16\"|unknown field"
            + " \"provenance.precision\""
      })
  void read_spoiltField_isRefusedByName(String part, String by, String reason) throws Exception {
    assertThat(frozen()).as("the file to spoil").containsOnlyOnce(part);
    String json = frozen().replace(part, by);
    assertThatExceptionOfType(FileFormatException.class)
        .isThrownBy(() -> ExitPolicyParser.fromJson(json, "p.json"))
        .withMessageStartingWith("Cannot read policy p.json: ")
        .withMessageContaining(reason);
  }
}
