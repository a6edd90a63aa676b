// Says in words what a newer document of a vendor changes for us, and whether that breaks us. README.md beside this file
// tells how to use it.
//
// Given by `drift`: specs (this directory), vendor (a file name without .yaml), newer (the document), output (a directory).
//
// Both documents become contracts, by the same script that the build uses. What differs between the contracts reaches us;
// what differs only between the documents, for the same operations and models, does not.

import org.yaml.snakeyaml.LoaderOptions
import org.yaml.snakeyaml.Yaml
import org.yaml.snakeyaml.constructor.SafeConstructor
import groovy.transform.Field

/** Words for people, and what is not read: none of it changes a request or an answer. */
@Field static final Set<String> NOISE = ['description', 'summary', 'title', 'example', 'examples', 'tags', 'externalDocs', 'security', 'deprecated']
@Field static final Set<String> VERBS = ['get', 'put', 'post', 'delete', 'patch']

File work = new File(output as String)
work.deleteDir()
File other = new File(work, 'specs')
other.mkdirs()
new File(specs as String).eachFileMatch(~/.*\.overlay\.yaml/) { it.withInputStream { from -> new File(other, it.name) << from } }
new File(newer as String).withInputStream { new File(other, "${vendor}.yaml") << it }

List<String> breaking = []
Map before = contract(specs as String, new File(work, 'before.yaml'))
Map after = null
try {
  after = contract(other.path, new File(work, 'after.yaml'))
} catch (IllegalStateException e) {
  breaking.addAll(e.message.readLines())
}

Map overlay = read(new File(specs as String, "${vendor}.overlay.yaml"))
Set<String> readFields = overlay['x-contract'].fields.collectMany { schema, names -> names.collect { "$schema.$it" as String } } as Set
List<String> reaching = after == null ? [] : changes(before, after)
reaching.each { change ->
  String place = change.takeWhile { it != ':' && it != ' ' }
  boolean ofUse = place in readFields && change =~ /: (type|.ref|items|anyOf|oneOf)/
  boolean ofAnswer = change =~ /^the answer of /
  if (ofUse || ofAnswer) breaking << (change as String)
}
Map rawBefore = same(read(new File(specs as String, "${vendor}.yaml")), before)
Map rawAfter = same(read(new File(other, "${vendor}.yaml")), before)
// What the vendor now describes as our overlay does already is no change.
List<String> unseen = changes(rawBefore, rawAfter).findAll { change -> !(change =~ / is new\b/) || !known(before, change.takeWhile { it != ' ' }) }
List<String> harmless = (reaching + unseen).unique() - breaking

println "$vendor, ${title(specs as String)} -> ${title(other.path)}"
if (breaking) println "\nBreaks us:\n" + breaking.collect { "  - $it" }.join('\n')
if (harmless) println "\nChanges that do not break us:\n" + harmless.collect { "  - $it" }.join('\n')
println "\n" + (breaking ? "${breaking.size()} of ${breaking.size() + harmless.size()} changes would break the build." :
    harmless ? "Nothing breaks. Copy it over specs/${vendor}.yaml to take it." : 'Nothing changes for us.')
if (breaking) throw new IllegalStateException("$vendor: the newer document would break the build")

// ---------------------------------------------------------------- reading

Map contract(String directory, File result) {
  def binding = new Binding([specs: directory, vendor: vendor, output: result.path])
  new GroovyShell(getClass().classLoader, binding).evaluate(new File(specs as String, 'apply-overlay.groovy'))
  return read(result)
}

Map read(File file) {
  def limits = new LoaderOptions(codePointLimit: 64 << 20, maxAliasesForCollections: 1000)
  return plain(file.withReader('UTF-8') { new Yaml(new SafeConstructor(limits)).load(it) })
}

Object plain(Object node) {
  if (node instanceof Map) return node.collectEntries(new LinkedHashMap()) { key, value -> [key as String, plain(value)] }
  if (node instanceof List) return node.collect { plain(it) }
  return node
}

String title(String directory) {
  Map info = read(new File(directory, "${vendor}.yaml")).info
  return "$info.title $info.version"
}

/** Of a whole document, the operations and models that the contract has too. */
Map same(Map document, Map contract) {
  Map paths = contract.paths.collectEntries { path, item ->
    Map found = document.paths[path] ?: [:]
    [path, found.subMap(item.keySet().findAll { found.containsKey(it) } + ('parameters' in found ? ['parameters'] : []))]
  }
  Map schemas = document.components?.schemas ?: [:]
  return [paths: paths, servers: document.servers, components: [schemas: schemas.subMap(
      (contract.components?.schemas ?: [:]).keySet().findAll { schemas.containsKey(it) })]]
}

boolean known(Map contract, String place) {
  def (schema, field) = place.tokenize('.') + [null]
  Map found = contract.components?.schemas?.get(schema)
  return found != null && (field == null || found.properties?.containsKey(field))
}

// ---------------------------------------------------------------- what changed, in words

List<String> changes(Map before, Map after) {
  List<String> words = []
  List<String> hosts = [before, after].collect { it.servers?.collect { server -> server.url }?.join(', ') }
  if (hosts[0] != hosts[1]) words << ("the server was ${hosts[0]}, is ${hosts[1]}" as String)
  (before.paths.keySet() + after.paths.keySet()).each { path ->
    Map was = before.paths[path] ?: [:], is = after.paths[path] ?: [:]
    (was.keySet() + is.keySet()).findAll { it in VERBS }.each { verb ->
      String name = "${verb.toUpperCase()} $path"
      if (!is[verb]) words << ("$name is gone" as String)
      else if (was[verb]) words.addAll(changesOfOperation(name, was, is, verb))
    }
  }
  Map was = before.components?.schemas ?: [:], is = after.components?.schemas ?: [:]
  (was.keySet() + is.keySet()).each { name ->
    if (!is.containsKey(name)) words << ("$name is gone" as String)
    else if (!was.containsKey(name)) words << ("$name is new" as String)
    else words.addAll(changesOfSchema(name, was[name], is[name]))
  }
  return words
}

List<String> changesOfOperation(String name, Map was, Map is, String verb) {
  List<String> words = []
  def parameters = { Map item -> ((item.parameters ?: []) + (item[verb].parameters ?: [])).findAll { it.name }.collectEntries { [it.name, it] } }
  Map before = parameters(was), after = parameters(is)
  (before.keySet() + after.keySet()).each { parameter ->
    if (!after[parameter]) words << ("$name: the parameter $parameter is gone" as String)
    else if (!before[parameter]) words << ("$name: the ${after[parameter].required ? 'required' : 'optional'} parameter $parameter is new" as String)
    else if (before[parameter].required != after[parameter].required) {
      words << ("$name: the parameter $parameter is ${after[parameter].required ? 'required now' : 'no longer required'}" as String)
    }
  }
  def answer = { Map item -> item[verb].responses?.get('200')?.content?.values()?.find()?.schema }
  words.addAll(changesOfSchema("the answer of $name", answer(was), answer(is)))
  def others = { Map item -> (item[verb].responses ?: [:]).keySet() - '200' }
  (others(is) - others(was)).each { words << ("$name: the answer $it is described" as String) }
  return words
}

/** OpenAPI 3.1 says "or null" with a type of its own, 3.0 with a flag; both in the words of 3.0. */
Map oneForm(Map schema) {
  Map result = new LinkedHashMap(schema)
  ['anyOf', 'oneOf'].each { union ->
    List others = (schema.get(union) ?: []).findAll { it.get('type') != 'null' }
    if (schema.get(union) && others.size() == 1 && schema.get(union).size() == 2) {
      result.remove(union)
      result.putAll(others[0])
      result.nullable = true
    }
  }
  if (schema.get('type') instanceof List) {
    List others = schema.get('type') - 'null'
    result.type = others.size() == 1 ? others[0] : others
    if (others.size() < schema.get('type').size()) result.nullable = true
  }
  return result
}

List<String> changesOfSchema(String name, Object before, Object after) {
  if (!(before instanceof Map) || !(after instanceof Map)) return before == after ? [] : ["$name: was ${shown(before)}, is ${shown(after)}" as String]
  return changesOfForm(name, oneForm(before), oneForm(after))
}

List<String> changesOfForm(String name, Map was, Map is) {
  List<String> words = []
  (was.keySet() + is.keySet()).findAll { !(it in NOISE) && !it.startsWith('x-') }.each { key ->
    // Not was[key], which takes "properties" for the properties of the map.
    Object before = was.get(key), after = is.get(key)
    if (before == after) return
    if (key == 'properties') {
      ((before ?: [:]).keySet() + (after ?: [:]).keySet()).each { field ->
        if (!after?.containsKey(field)) words << ("$name.$field is gone" as String)
        else if (!before?.containsKey(field)) words << ("$name.$field is new (${shown(after.get(field))})" as String)
        else words.addAll(changesOfSchema("$name.$field", before.get(field), after.get(field)))
      }
    } else if (key == 'required') {
      ((after ?: []) - (before ?: [])).each { words << ("$name.$it is always there now" as String) }
      ((before ?: []) - (after ?: [])).each { words << ("$name.$it may be absent now" as String) }
    } else if (key == 'nullable') {
      words << ("$name ${after ? 'may be' : 'is never'} null now" as String)
    } else if (key == 'enum') {
      words << ("$name: of its words, new are ${(after ?: []) - (before ?: [])}, gone are ${(before ?: []) - (after ?: [])}" as String)
    } else if (key == 'items' && before instanceof Map && after instanceof Map) {
      words.addAll(changesOfSchema("$name[]", before, after))
    } else {
      words << ("$name: $key was ${shown(before)}, is ${shown(after)}" as String)
    }
  }
  return words
}

String shown(Object node) {
  if (node == null) return 'not said'
  if (node instanceof Map) return node['$ref'] ? (node['$ref'] as String).tokenize('/').last() : node.type ? (node.type as String) : "${node.keySet()}"
  String text = node as String
  return text.size() > 80 ? text.take(80) + '…' : text
}
