// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.offramp.calibration.signal.LearnedSignal;
import io.offramp.calibration.signal.Signal;
import io.offramp.calibration.signal.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The documentation of the policy file says what the parser does. */
class PolicyFormatPageTest {
  private static final Path PAGE = Path.of("..", "src", "site", "markdown", "policy-format.md");
  private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

  @Test
  void example_ofThePage_isAPolicy() throws IOException {
    assertThat(ExitPolicyParser.fromJson(example(), "the page's example"))
        .isEqualTo(PolicyFixtures.policy());
  }

  @Test
  void fields_ofWrittenPolicies_areAllDocumented() throws IOException {
    String page = Files.readString(PAGE);
    for (ExitPolicy policy :
        List.of(
            PolicyFixtures.policy(),
            PolicyFixtures.learned(),
            PolicyFixtures.ofPrecision("bf16"))) {
      assertDocumented(page, new ObjectMapper().readTree(ExitPolicyParser.toJson(policy)), "");
    }
  }

  @Test
  void signalsAndQuantities_areAllDocumented() throws IOException {
    String page = Files.readString(PAGE);
    for (Signal signal : Signals.all(4)) {
      assertThat(page).contains("| `" + signal.id() + "` |");
    }
    assertThat(page).contains("| `" + LearnedSignal.ID + "` |");
    for (Quantity quantity : Quantity.values()) {
      assertThat(page).contains("`" + quantity.id() + "`");
    }
  }

  private static void assertDocumented(String page, JsonNode object, String path) {
    object
        .fields()
        .forEachRemaining(
            field -> {
              String name = path + field.getKey();
              JsonNode value = field.getValue();
              boolean objects = value.isArray() && value.path(0).isObject();
              assertThat(page).contains("| `" + name + "` |");
              if (objects) {
                value.forEach(element -> assertDocumented(page, element, name + "[]."));
              } else {
                assertDocumented(page, value, name + ".");
              }
            });
  }

  private static String example() throws IOException {
    Matcher matcher = EXAMPLE.matcher(Files.readString(PAGE));
    assertThat(matcher.find()).as("a json block in %s", PAGE).isTrue();
    return matcher.group(1);
  }
}
