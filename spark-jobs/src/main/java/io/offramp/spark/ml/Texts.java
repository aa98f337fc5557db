// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import scala.Function1;

/** Parameters that are texts, with checks of what they are set to. */
final class Texts {
  private Texts() {}

  /** One that may not be blank. */
  static Param<String> filled(Params stage, String name, String doc) {
    return matching(stage, name, doc, "(?s).*\\S.*");
  }

  /** One that matches a regular expression as a whole. */
  static Param<String> matching(Params stage, String name, String doc, String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    return new Param<>(
        stage,
        name,
        doc,
        (Function1<String, Object> & Serializable)
            value -> value != null && compiled.matcher(value).matches());
  }

  /** One of a few names, which the doc lists. */
  static Param<String> oneOf(Params stage, String name, String doc, String... ids) {
    List<String> names = Arrays.asList(ids);
    return new Param<>(
        stage, name, doc + ": " + String.join(", ", names), ParamValidators.inArray(names));
  }
}
