// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  void fields_ofAWrittenPolicy_areAllDocumented() throws IOException {
    String page = Files.readString(PAGE);
    JsonNode written =
        new ObjectMapper().readTree(ExitPolicyParser.toJson(PolicyFixtures.policy()));
    assertDocumented(page, written, "");
  }

  private static void assertDocumented(String page, JsonNode object, String path) {
    object
        .fields()
        .forEachRemaining(
            field -> {
              String name = path + field.getKey();
              assertThat(page).contains("| `" + name + "` |");
              assertDocumented(page, field.getValue(), name + ".");
            });
  }

  private static String example() throws IOException {
    Matcher matcher = EXAMPLE.matcher(Files.readString(PAGE));
    assertThat(matcher.find()).as("a json block in %s", PAGE).isTrue();
    return matcher.group(1);
  }
}
