// Makes the contract a client is generated from: the vendor's document, corrected by its overlay,
// cut down to the operations we call and what they refer to. README.md beside this file tells how to use it.
//
// Given by the build: specs (this directory), vendor (a file name without .yaml), output (the file to write).

import com.jayway.jsonpath.Configuration
import com.jayway.jsonpath.InvalidPathException
import com.jayway.jsonpath.JsonPath
import com.jayway.jsonpath.Option
import org.yaml.snakeyaml.DumperOptions
import org.yaml.snakeyaml.LoaderOptions
import org.yaml.snakeyaml.Yaml
import org.yaml.snakeyaml.constructor.SafeConstructor
import org.yaml.snakeyaml.error.YAMLException
import org.yaml.snakeyaml.nodes.Tag
import org.yaml.snakeyaml.representer.Representer
import org.yaml.snakeyaml.resolver.Resolver

import groovy.transform.Field

@Field static final List<String> VERBS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']
@Field static final String EVERY_VENDOR = 'every-vendor.overlay.yaml'

Map document = read(specFile("${vendor}.yaml"))
Map overlay = overlayFile("${vendor}.overlay.yaml")
if (!overlay['x-contract']) throw new IllegalStateException("specs/${vendor}.overlay.yaml: no x-contract")

applyOverlay(document, overlay, "${vendor}.overlay.yaml")
Map contract = overlay['x-contract']
Map operations = operationsById(document)
List<String> unmet = unmetOperations(operations, contract)
// Without one of its operations the document would lose models too, and they are not what is missing.
Map kept = unmet ? document : keepOnly(document, operations, contract)
unmet += unmetFields(kept, contract)
if (unmet) throw new IllegalStateException(unmet.collect { "specs/${vendor}.yaml: the facade needs $it" }.join('\n'))
applyOverlay(kept, overlayFile(EVERY_VENDOR), EVERY_VENDOR)
write(kept, new File(output))

// ---------------------------------------------------------------- reading and writing

File specFile(String name) {
  File file = new File(specs, name).canonicalFile
  if (!file.file) throw new IllegalStateException("specs/$name: no such file")
  return file
}

/** YAML or JSON, which is YAML too. */
Map read(File file) {
  // Far above what is needed: OpenAI's document has 3 MB, and Portkey's shares more parts than the 50 of the default.
  def limits = new LoaderOptions(codePointLimit: 64 << 20, maxAliasesForCollections: 1000)
  def dumper = new DumperOptions()
  def yaml = new Yaml(new SafeConstructor(limits), new Representer(dumper), dumper, limits, new OpenApiScalars())
  def content
  try {
    content = file.withReader('UTF-8') { yaml.load(it) }
  } catch (YAMLException e) {
    throw new IllegalStateException("specs/$file.name: neither YAML nor JSON: $e.message", e)
  }
  if (!(content instanceof Map)) throw new IllegalStateException("specs/$file.name: not a YAML or JSON object")
  return copy(content)
}

/** The scalars of JSON, as OpenAPI wants. Otherwise `on` would be a boolean and a time without quotes a date. */
class OpenApiScalars extends Resolver {
  @Override
  protected void addImplicitResolvers() {
    addImplicitResolver(Tag.NULL, ~/^(?:null|~|)$/, 'n~\0')
    addImplicitResolver(Tag.BOOL, ~/^(?:true|false)$/, 'tf')
    addImplicitResolver(Tag.INT, ~/^-?(?:0|[1-9][0-9]*)$/, '-0123456789')
    addImplicitResolver(Tag.FLOAT, ~/^-?(?:0|[1-9][0-9]*)(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?$/, '-0123456789')
    addImplicitResolver(Tag.MERGE, ~/^<<$/, '<')
  }
}

Map overlayFile(String name) {
  Map overlay = read(specFile(name))
  if (!(overlay.actions instanceof List)) throw new IllegalStateException("specs/$name: no actions")
  return overlay
}

void write(Map document, File file) {
  def options = new DumperOptions(defaultFlowStyle: DumperOptions.FlowStyle.BLOCK, width: 120, indicatorIndent: 2, indentWithIndicator: true)
  file.parentFile.mkdirs()
  file.setText("# Made by specs/apply-overlay.groovy from specs/${vendor}.yaml and its overlays. Change those.\n"
      + new Yaml(options).dump(document), 'UTF-8')
}

// ---------------------------------------------------------------- the overlay, as OpenAPI Overlay 1.0 says

void applyOverlay(Map document, Map overlay, String overlayName) {
  overlay.actions.eachWithIndex { Map action, int index ->
    String name = "specs/$overlayName: action ${index + 1} (${action.remove ? 'remove' : 'update'} $action.target)"
    if (!action.target || action.remove == null && action.update == null) {
      throw new IllegalStateException("$name needs a target and either update or remove")
    }
    List found = nodesAt(document, action.target, name)
    if (!found && !action['x-optional']) {
      throw new IllegalStateException("$name finds nothing in specs/${vendor}.yaml")
    }
    if (action.remove) {
      if (found) JsonPath.parse((Object) document).delete(action.target)
    } else {
      found.each { node -> update(node, action.update, name) }
    }
  }
}

/** The nodes themselves, not copies. */
List nodesAt(Map document, String target, String name) {
  def everyMatch = Configuration.builder().options(Option.ALWAYS_RETURN_LIST, Option.SUPPRESS_EXCEPTIONS).build()
  try {
    return JsonPath.using(everyMatch).parse((Object) document).read(target) as List
  } catch (InvalidPathException e) {
    throw new IllegalStateException("$name: $e.message", e)
  }
}

void update(Object node, Object change, String name) {
  if (node instanceof List) node.add(copy(change))
  else if (node instanceof Map && change instanceof Map) merge(node, change)
  else throw new IllegalStateException("$name: only an object or an array can be updated, and an object by an object")
}

void merge(Map into, Map from) {
  from.each { key, value ->
    if (value instanceof Map && into[key] instanceof Map) merge(into[key], value)
    else if (value instanceof List && into[key] instanceof List) into[key].addAll(copy(value))
    else into[key] = copy(value)
  }
}

/** One update may land in many places, and so may a part that YAML shares; none may change with another. */
Object copy(Object node) {
  // A key without quotes, such as the status 200, is a name like any other.
  if (node instanceof Map) return node.collectEntries(new LinkedHashMap()) { key, value -> [key as String, copy(value)] }
  if (node instanceof List) return node.collect { copy(it) }
  return node
}

// ---------------------------------------------------------------- what the facade needs

/** operationId -> path, verb, operation, and its parameters by name: the path's and its own, none of them a reference. */
Map operationsById(Map document) {
  Map byId = [:]
  document.paths.each { path, Map item ->
    item.findAll { verb, operation -> verb in VERBS && operation.operationId }.each { verb, operation ->
      def all = (item.parameters ?: []) + (operation.parameters ?: [])
      byId[operation.operationId] = [path: path, verb: verb, operation: operation,
          parameters: all.collect { it['$ref'] ? resolve(document, it['$ref']) : it }.collectEntries { [it.name, it] }]
    }
  }
  return byId
}

List<String> unmetOperations(Map operations, Map contract) {
  return contract.operations.collectMany { id, List names ->
    def found = operations[id]
    if (!found) return ["the operation $id, which the document no longer has"]
    names.findAll { !found.parameters.containsKey(it) }.collect { "$id($it), a parameter which the document no longer has" } +
        found.parameters.values().findAll { it.required && !(it.name in names) }
            .collect { "$id without the parameter $it.name, which the document now requires" }
  }
}

List<String> unmetFields(Map document, Map contract) {
  return contract.fields.collectMany { schema, List names ->
    Map properties = document.components?.schemas?.get(schema)?.get('properties') ?: [:]
    names.findAll { !properties.containsKey(it) }.collect { "$schema.$it, which the document no longer has" }
  }
}

// ---------------------------------------------------------------- keeping what we use

/** A new document with the contract's operations and whatever they refer to. The rest is none of our business. */
Map keepOnly(Map document, Map operations, Map contract) {
  Map paths = [:]
  contract.operations.each { id, List names ->
    def found = operations[id]
    // In the contract's order, which is that of the method's arguments: two strings that change places would compile.
    def parameters = names.collect { found.parameters[it] }
    paths.computeIfAbsent(found.path) { [:] }[found.verb] = found.operation + [parameters: parameters]
  }
  Map kept = [paths: paths]
  def refs = new TreeSet<String>()
  collectRefs(document, paths, refs)
  refs.each { ref -> place(kept, ref, resolve(document, ref)) }
  return [openapi: document.openapi, info: document.info.subMap(['title', 'version', 'license']), servers: document.servers] +
      withoutNoise(kept, false)
}

void collectRefs(Map document, Object node, Set<String> refs) {
  if (node instanceof Map) {
    def ref = node['$ref']
    if (ref instanceof String && refs.add(ref)) collectRefs(document, resolve(document, ref), refs)
    node.values().each { collectRefs(document, it, refs) }
  } else if (node instanceof List) {
    node.each { collectRefs(document, it, refs) }
  }
}

List<String> steps(String ref) {
  if (!ref.startsWith('#/')) throw new IllegalStateException("specs/${vendor}.yaml: \$ref to another document: $ref")
  return ref.substring(2).split('/').collect { it.replace('~1', '/').replace('~0', '~') }
}

Object resolve(Map document, String ref) {
  def node = steps(ref).inject(document) { parent, step -> parent instanceof Map ? parent[step] : null }
  if (node == null) throw new IllegalStateException("specs/${vendor}.yaml: \$ref to nothing: $ref")
  return node
}

void place(Map document, String ref, Object node) {
  def path = steps(ref)
  Map parent = path.init().inject(document) { above, step -> above.computeIfAbsent(step) { [:] } }
  parent[path.last()] = node
}

/** Without what says nothing about the shape of requests and answers: credentials are the facade's, code samples nobody's. */
Object withoutNoise(Object node, boolean keysAreNames) {
  if (node instanceof List) return node.collect { withoutNoise(it, false) }
  if (!(node instanceof Map)) return node
  def noise = { key -> !keysAreNames && (key.startsWith('x-') || key in ['security', 'tags', 'callbacks', 'example', 'examples', 'title']) }
  return node.findAll { key, value -> !noise(key) }
      .collectEntries(new LinkedHashMap()) { key, value -> [key, withoutNoise(value, !keysAreNames && key in ['properties', 'schemas', 'parameters'])] }
}
