package io.github.ckpt4j.benchmarks.tasks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Six everyday tasks, written once with ckpt4j and once with the official SDK. */
interface Tasks {
  @Nullable
  String listAndChoose(String id);

  @Nullable
  String waitForTheEnd(String id) throws Exception;

  @Nullable
  String bestInTime(String id);

  String manyJobs(List<String> ids);

  String compare(String left, String right);

  int offlineTest() throws Exception;
}
