package io.github.ckpt4j.benchmarks.tasks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Six everyday tasks, implemented with ckpt4j and with the official SDK. */
interface EverydayTasks {
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
