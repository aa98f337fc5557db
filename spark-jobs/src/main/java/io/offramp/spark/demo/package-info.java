// SPDX-License-Identifier: Apache-2.0
/** The demonstration: a corpus of its own, and the whole way from labelled rows to scored ones. */
@org.jspecify.annotations.NullMarked
package io.offramp.spark.demo;
