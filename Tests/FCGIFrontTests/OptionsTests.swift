import Queue
import Testing

@testable import FCGIFront

@Suite struct OptionsTests {
  private func fields(_ query: String) throws -> [Field] {
    try HTTPRequest(method: "GET", target: "/?\(query)").query
  }

  @Test func `a query without options has the defaults`() throws {
    #expect(try Request.Query(options: []) == Request.Query())
    #expect(try Request.Items(options: []) == Request.Items())
  }

  @Test func `all options of a query are read`() throws {
    let query = try Request.Query(
      options: fields(
        "top=7&box=0.1,0.2,.3,4e-1&region=upper&label=category%3ADresses&labels=color:Black,%20color:Red,&search=brute"
      ))
    let expected = Request.Query(
      top: 7, box: Request.Box(x: 0.1, y: 0.2, width: 0.3, height: 0.4), region: .upper,
      labels: ["category:Dresses", "color:Black", "color:Red"], search: .brute)
    #expect(query == expected)
  }

  @Test(arguments: Request.Search.allCases)
  func `queries and look-alikes take every way of searching`(_ search: Request.Search) throws {
    let fields = try fields("search=\(search.rawValue)")
    #expect(try Request.Query(options: fields).search == search)
    #expect(try Request.Similar(item: "a", options: fields).search == search)
  }

  @Test func `limits are read by queries, look-alikes and pages`() throws {
    let fields = try fields(
      "min.price=9.5&max.price=20&max.year=2020&min.stock=&exclude=a&exclude=b%2Cc&exclude=")
    let bounds = ["price": Request.Limits.Bounds(least: 9.5, most: 20), "year": .init(most: 2020)]
    let expected = Request.Limits(bounds: bounds, excluded: ["a", "b,c"])
    #expect(try Request.Query(options: fields).limits == expected)
    #expect(try Request.Similar(item: "x", options: fields).limits == expected)
    #expect(try Request.Items(options: fields).limits == expected)
    let one = [Field(name: "group", value: "one")]
    #expect(try Request.Query(options: one).limits.onePerGroup)
    #expect(try Request.Similar(item: "x", options: one).limits.onePerGroup)
    #expect(throws: Problem.self) { try Request.Items(options: one) }
    #expect(try !Request.Query(options: [Field(name: "group", value: "all")]).limits.onePerGroup)
  }

  @Test func `more than 8 limited numbers, or 100 items left out, are refused`() throws {
    let bounds = (0..<9).map { Field(name: "min.number\($0)", value: "1") }
    let excluded = (0..<101).map { Field(name: "exclude", value: "\($0)") }
    #expect(throws: Problem.self) { try Request.Query(options: bounds) }
    #expect(throws: Problem.self) { try Request.Query(options: excluded) }
  }

  @Test func `all options of a page of items are read`() throws {
    let items = try Request.Items(
      options: fields("label=a:b&label=a:b&text=+red+dress&region=full&page=3&size=200"))
    #expect(items == Request.Items(labels: ["a:b"], text: "red dress", region: .full, page: 3, size: 200))
  }

  @Test(arguments: [
    ("top=0", "Parameter 'top' must be a whole number from 1 to 100."),
    ("top=101", "Parameter 'top' must be a whole number from 1 to 100."),
    ("top=-1", "Parameter 'top' must be a whole number from 1 to 100."),
    ("top=%2B5", "Parameter 'top' must be a whole number from 1 to 100."),
    ("top=5.0", "Parameter 'top' must be a whole number from 1 to 100."),
    ("top=99999999999999999999", "Parameter 'top' must be a whole number from 1 to 100."),
    ("top=1&top=2", "Parameter 'top' is given more than once."),
    ("box=1,2,3", "Parameter 'box' must be four numbers: x,y,width,height."),
    ("box=0,0,1,1,1", "Parameter 'box' must be four numbers: x,y,width,height."),
    ("box=0,0,nan,1", "Parameter 'box' must be four numbers: x,y,width,height."),
    ("box=0,0,inf,1", "Parameter 'box' must be four numbers: x,y,width,height."),
    ("box=0,0,0x1,1", "Parameter 'box' must be four numbers: x,y,width,height."),
    ("box=0,0,,1", "Parameter 'box' must be four numbers: x,y,width,height."),
    ("box=0,0,1e999,1", "'box' must lie inside of the image"), ("box=0.5,0,0.6,1", "'box' must lie inside"),
    ("box=0,0,0,1", "'box' must lie inside"), ("box=-0.1,0,0.5,1", "'box' must lie inside"),
    ("region=head", "Parameter 'region' must be one of upper, lower, full."),
    ("label=Dresses", "Parameter 'label' must be labels such as category:Dresses"),
    ("labels=color:Black,Red", "Parameter 'labels' must be labels such as"),
    ("label=:x", "Parameter 'label' must be labels"), ("label=x:", "Parameter 'label' must be labels"),
    ("search=quick", "Parameter 'search' must be one of brute, level, category."),
    (
      "tpo=5",
      "Parameter 'tpo' is not known here; there are top, box, region, label, labels, search, exclude, group, "
    ),
    ("min.=5", "Parameter 'min.' is not known here"),
    ("min.price=cheap", "Parameter 'min.price' must be a number."),
    ("max.price=1e999", "Parameter 'max.price' must be a number."),
    ("max.price=nan", "Parameter 'max.price' must be a number."),
    ("min.price=1&min.price=2", "Parameter 'min.price' is given more than once."),
    ("min.price=9&max.price=8.5", "Parameter 'min.price' must not be greater than max.price."),
    ("group=two", "Parameter 'group' must be one of one, all."),
    ("text=" + String(repeating: "x", count: 1025), "Parameter 'text' is not known here"),
    ("region=" + String(repeating: "x", count: 1025), "Parameter 'region' is longer than 1024 bytes."),
  ])
  func `a bad option is refused by its name`(_ query: String, words: String) throws {
    let fields = try fields(query)
    let problem = #expect(throws: Problem.self) { try Request.Query(options: fields) }
    #expect(problem?.code == .badParameter)
    #expect(problem?.detail.contains(words) == true, "\(problem?.detail ?? "")")
  }

  @Test func `more than 32 labels are refused`() throws {
    let fields = (0..<33).map { Field(name: "label", value: "color:\($0)") }
    let problem = #expect(throws: Problem.self) { try Request.Query(options: fields) }
    #expect(problem?.detail == "Parameter 'label' is given for more than 32 labels.")
  }

  @Test(arguments: ["page=0", "size=201", "page=1000001"])
  func `a page of items has bounds`(_ query: String) throws {
    let fields = try fields(query)
    #expect(throws: Problem.self) { try Request.Items(options: fields) }
  }
}
