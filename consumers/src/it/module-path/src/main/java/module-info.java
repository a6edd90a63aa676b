module com.example.modular {
  requires io.github.ckpt4j;
  requires io.github.ckpt4j.sandbox;
}
