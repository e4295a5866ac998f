@testable import FCGIFront
@testable import Queue

/// The first byte chooses what is read: options as lines `name=value`, or an item as JSON.
enum OptionsTarget {
  static func run(_ bytes: [UInt8]) {
    guard let kind = bytes.first else { return }
    let rest = bytes.dropFirst()
    let fields = rest.split(separator: UInt8(ascii: "\n")).map { line in
      let (name, value) = Array(line).split(at: UInt8(ascii: "="))
      return Field(name: name.text, value: value.text)
    }
    refusing {
      switch kind % 4 {
      case 0:
        let query = try Request.Query(options: fields)
        if let box = query.box {
          precondition(box.x >= 0 && box.x + box.width <= 1.001 && box.width > 0, "a box in the picture")
        }
        checkJSON(.query(query))
      case 1: checkJSON(.items(try Request.Items(options: fields)))
      case 2: checkJSON(.similar(try Request.Similar(item: "a", options: fields)))
      default:
        let put = try ItemDocument.item("a", json: rest)
        try put.check()
        checkJSON(.put(put))
      }
    }
  }

  static var seeds: [[UInt8]] {
    [
      "0top=5\nbox=0.1,0.2,0.3,0.4\nlabel=category:Dresses\nlabels=color:Red, color:Blue\nregion=full\nsearch=category",
      "0box=0,0,1,1\nmin.price=-1e3\nmax.price=2.5\nexclude=a\nexclude=b\ngroup=one\ntop=100",
      "1text=red\npage=3\nsize=200\nlabel=a:b\nmin.x=0", "2top=1\nregion=lower\nsearch=level\ngroup=all",
      #"3{"id":"a","title":"T","link":"https://example.org/a?b=c","labels":["a:b"],"region":"upper","#
        + #""box":{"x":0.1,"y":0,"width":0.5,"height":1},"group":"g","numbers":{"price":12.5,"size":-1e-3}}"#,
    ].map { Array($0.utf8) }
  }
}
