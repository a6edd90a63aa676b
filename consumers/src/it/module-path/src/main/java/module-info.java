module com.example.modular {
  requires io.github.ckpt4j;
  requires io.github.ckpt4j.sandbox;

  provides io.github.ckpt4j.spi.Provider with
      com.example.modular.Own;
}
