// SPDX-License-Identifier: Apache-2.0
/** The pages as tests: their commands and examples are run, and generated pages are compared. */
@org.jspecify.annotations.NullMarked
package io.offramp.spark.docs;
