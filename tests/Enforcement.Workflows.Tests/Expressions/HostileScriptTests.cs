using System.Diagnostics;
using System.Text.Json.Nodes;
using Enforcement.Workflows.Execution;
using Enforcement.Workflows.Expressions;

namespace Enforcement.Workflows.Tests.Expressions;

/// <summary>Whatever a script does, it costs its own step an incident, a bounded time and a bounded memory, and nobody else anything.</summary>
public sealed class HostileScriptTests
{
    /// <summary>Far above the limit of half a second, for machines that do other things meanwhile.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private const long MaxAllocated = 128 * 1024 * 1024;

    public static TheoryData<string> Greedy =>
        [
            "while (true) { }",
            "for (;;) ;",
            "let i = 0; do { i++ } while (true)",
            "function f() { return f() + 1 } f()",
            "const f = () => f(); f()",
            "let o = { get a() { return this.a } }; o.a",
            "let o = { toString() { return '' + this } }; '' + o",
            "let s = 'x'; while (true) s += s; s",
            "'x'.repeat(1e9)",
            "'x'.padEnd(1e9)",
            "'x'.padStart(5e8, 'yz')",
            // Short enough for .NET: only the bound ahead of it keeps it from being made.
            "'x'.repeat(2e8)",
            "new Array(1e9).fill(0)",
            "new Array(4294967295).join('x')",
            "Array.from({ length: 1e9 })",
            "[...Array(1e8).keys()]",
            "let a = []; while (true) a.push(new Array(1000).fill('y'))",
            "let a = [1]; while (true) a = a.concat(a)",
            "new ArrayBuffer(2e9)",
            "new Uint8Array(1e9).fill(1)",
            "new Map(Array.from({ length: 1e8 }, (_, i) => [i, i]))",
            "/(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')",
            "/(.*a){25}$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')",
            "new RegExp('(x+x+)+y').exec('x'.repeat(60))",
            "'a'.repeat(100000).replace(/a/g, 'b'.repeat(100000))",
            "'a'.repeat(100000).split('').join('x'.repeat(100000))",
            "JSON.parse('['.repeat(100000) + ']'.repeat(100000))",
            "JSON.stringify(Array(1e6).fill('z'.repeat(1000)))",
            "let a = []; a[0] = a; a",
            "let o = {}; o.o = o; o",
            "let n = {}; let r = n; for (let i = 0; i < 1000; i++) { n.x = {}; n = n.x } r",
            "({ get a() { while (true); } })",
            "Array.from({ length: 100000 }, (_, i) => i).sort(() => { while (true); })",
            "Array.from({ length: 100000 }, () => 'x'.repeat(100))",
            "new Promise(() => { })",
            "(async () => { while (true) await 1 })()",
            "(async () => { await new Promise(() => { }) })()",
            "let p = Promise.resolve(); const go = () => p = p.then(go); go(); p",
            "function* g() { while (true) yield 1 } [...g()]",
            "for (const x of { [Symbol.iterator]() { return { next: () => ({ done: false }) } } }) ;",
            "throw { toString() { while (true); } }",
            "throw new Error('x'.repeat(100000000))",
            "label: while (true) { try { continue label } finally { } }",
            "try { while (true); } catch (e) { while (true); } finally { while (true); }",
            "'a'.repeat(100000).replace(/a/g, () => 'b'.repeat(100000))",
            "'a'.repeat(100000).replaceAll('a', 'b'.repeat(100000))",
            "/a/g[Symbol.replace]('a'.repeat(100000), 'b'.repeat(100000))",
            "'a'.repeat(100000).replace(/a/g, \"$`\")",
            "'' + Array(100000).fill('x'.repeat(100000))",
            "Array(100000).fill('x'.repeat(100000)).toLocaleString()",
            "''.concat(...Array(100000).fill('x'.repeat(100000)))",
            "Array.prototype.join.call({ length: 1e9 }, 'x')",
            "String.raw({ raw: Array(100000).fill('x'.repeat(100000)) })",
            "let a = 'x'; for (let i = 0; i < 60; i++) a = [a, a]; '' + a",
            "let a = 'x'; for (let i = 0; i < 60; i++) a = [a, a]; JSON.stringify(a)",
            "let a = 'x'; for (let i = 0; i < 60; i++) a = [a, a]; a.flat(Infinity)",
            "let a = 'x'; for (let i = 0; i < 60; i++) a = [a, a]; structuredClone(a)",
            "[].concat(...Array(100000).fill(Array(100000).fill(1)))",
            "Array(100000).fill(Array(100000).fill(1)).flat()",
            "Array(100000).fill(1).flatMap(() => Array(100000).fill(1))",
            "new Date(NaN).toISOString()",
            "(1).toFixed(1e9)",
            "let m = new Map(); for (;;) m.set({}, 'x'.repeat(1000))",
            "encodeURIComponent('%'.repeat(3e6)).split('').map(x => x.repeat(1000)).join('')",
            "'x'.repeat(1000000).normalize('NFKD').split('').sort().join('yyyyyyyyyyyyyyyyyyyyyyyy')",
            "let b = BigInt(3); while (true) b = b * b",
            "new Uint8Array(1e9)",
            "setVariable('v', 'x'.repeat(900000000))",
            "toJson(Array(100000).fill(Array(100).fill(1)))",
            // What a group catches may lie far outside of the match.
            "'a'.repeat(3000).replace(/(?=(a*))/g, '$1')",
            "'a'.repeat(3000).replace(/(?<=(a*))/g, '$1')",
            "'a'.repeat(3000).replaceAll(/(?=(?<rest>a*))/g, '$<rest>')",
            "/(?=(a*))/g[Symbol.replace]('a'.repeat(3000), '$1')",
            "'a'.repeat(3000).replace(/a/g, '$`')",
            "'a'.repeat(1e6).replace(/(a)/g, '$1')",
            // Turns in which nothing of the script's own is called.
            "Array(200).fill('x'.repeat(1e6)).map(Function.prototype.call, String.prototype.toUpperCase); 1",
            "Array.from(Array(200).fill('x'.repeat(1e6)), escape); 1",
        ];

    [Theory]
    [MemberData(nameof(Greedy))]
    public void A_greedy_script_costs_its_own_step_an_incident(string script)
    {
        var definition = Draw.Envelope(
            Draw.Chart("S > Bad, Good", ("Bad", Draw.Activity("RunJavaScript", ("script", Draw.Literal("String", script))))),
            "v"
        );

        var walk = Bounded(() => new Walk(definition, new EngineOptions { IncidentStrategy = IncidentStrategy.StopBranch }));

        walk.State.ShouldBe("Suspended with 1");
        walk.Text.ShouldBe("S Good");
        walk.Instance.Incidents[0].Node.Id.ShouldBe("Bad");
        walk.Instance.Incidents[0].Message.Length.ShouldBeLessThan(2_000);
        walk.Instance.Save().Length.ShouldBeLessThan(4_000);
    }

    [Fact]
    public void What_a_script_throws_is_told_in_short()
    {
        var definition = Draw.Envelope(
            Draw.Sequence(
                Draw.Named("Bad", Draw.Activity("RunJavaScript", ("script", Draw.Literal("String", "throw new Error('x'.repeat(100000))"))))
            )
        );

        var burst = new WorkflowEngine().Start(definition.Compile(), new StartStimulus { Now = DateTimeOffset.UnixEpoch, Seed = 1 });

        burst.Incidents.ShouldHaveSingleItem().Message.Length.ShouldBe(1_001);
        burst.Log.Single(entry => entry.Kind == LogKind.Faulted).Message!.Length.ShouldBe(1_001);
    }

    [Theory]
    [InlineData("ArrayBuffer")]
    [InlineData("SharedArrayBuffer")]
    [InlineData("DataView")]
    [InlineData("Atomics")]
    [InlineData("Int8Array")]
    [InlineData("Uint8Array")]
    [InlineData("Uint8ClampedArray")]
    [InlineData("Int16Array")]
    [InlineData("Uint16Array")]
    [InlineData("Int32Array")]
    [InlineData("Uint32Array")]
    [InlineData("Float16Array")]
    [InlineData("Float32Array")]
    [InlineData("Float64Array")]
    [InlineData("BigInt64Array")]
    [InlineData("BigUint64Array")]
    [InlineData("BigInt")]
    [InlineData("Temporal")]
    [InlineData("WebAssembly")]
    [InlineData("DateTime")]
    [InlineData("DateTimeOffset")]
    [InlineData("TimeSpan")]
    [InlineData("Guid")]
    [InlineData("Random")]
    [InlineData("LogPersistenceMode")]
    [InlineData("System")]
    [InlineData("importNamespace")]
    [InlineData("lodash")]
    [InlineData("moment")]
    public void What_takes_memory_that_nobody_counts_or_leads_outside_is_not_there(string name)
    {
        var definition = Draw.Envelope(
            Draw.Sequence(
                Draw.Write(
                    Draw.Js("String", $"typeof {name} + typeof globalThis.{name} + typeof globalThis['{name[..2]}' + '{name[2..]}']")
                )
            )
        );
        new Walk(definition).Text.ShouldBe("undefinedundefinedundefined");

        Draw.Envelope(Draw.Sequence(Draw.Write(Draw.Js("String", $"new {name}(1)"))))
            .Compile()
            .Faults.Select(fault => (fault.Code, fault.Subject))
            .ShouldBe([("expression.not-offered", name)]);
    }

    [Theory]
    [InlineData("3n")]
    [InlineData("let n = 2; const power = b => b ** 3000000n; n")]
    public void Numbers_of_any_length_are_no_script(string script)
    {
        var definition = Draw.Envelope(Draw.Sequence(Draw.Write(Draw.Js("String", script))));

        var fault = definition.Compile().Faults.ShouldHaveSingleItem();

        (fault.Code, fault.Message).ShouldBe(("expression.syntax", "Text: Numbers of any length, such as 1n, are not offered."));
        new Walk(definition).State.ShouldBe("Faulted with 1");
    }

    [Fact]
    public void However_a_result_is_written_it_does_not_grow_beyond_its_limit()
    {
        using var writer = new BoundedWriter(4);
        writer.Write('a');
        writer.Write("b");
        writer.Write((string?)null);
        writer.Write(['x', 'c', 'x'], 1, 1);
        writer.Write("d".AsSpan());

        Should.Throw<ScriptException>(() => writer.Write('e'));
        Should.Throw<ScriptException>(() => writer.Write("e"));
        Should.Throw<ScriptException>(() => writer.Write(['x', 'e', 'x'], 1, 1));
        Should.Throw<ScriptException>(() => writer.Write("e".AsSpan()));
        writer.ToString().ShouldBe("abcd");
    }

    /// <summary>Each within the memory it may use until the call that would make too much of it.</summary>
    [Theory]
    [InlineData("'x'.repeat(5e6)")]
    [InlineData("'xx'.repeat(2.5e6)")]
    [InlineData("'x'.padStart(5e6)")]
    [InlineData("'x'.padEnd(5e6)")]
    [InlineData("let s = 'x'.repeat(1.5e6); s.concat(s, s)")]
    [InlineData("let s = 'x'.repeat(1.5e6); [s, s, s].join()")]
    [InlineData("let s = 'x'.repeat(1.5e6); [s, s, s].toLocaleString()")]
    [InlineData("let s = 'x'.repeat(1.5e6); '' + [s, s, s]")]
    [InlineData("'a'.repeat(1e6).replace('a', 'yyyyy')")]
    [InlineData("'a'.repeat(1e6).replaceAll('a', 'yyyyy')")]
    [InlineData("let y = 'y'.repeat(1e6); y.replace(y, '$&$&$&$&$&')")]
    [InlineData("'a'.repeat(1e6).replace(/a/g, 'yyyyy')")]
    [InlineData("/a/g[Symbol.replace]('a'.repeat(1e6), 'yyyyy')")]
    [InlineData("let y = 'y'.repeat(1e6); 'aaaaa'.replace(/a/g, () => y)")]
    [InlineData("'a'.repeat(3e4).indexOf('a'.repeat(3e4))")]
    [InlineData("'a'.repeat(3e4).lastIndexOf('a'.repeat(3e4))")]
    [InlineData("'a'.repeat(3e4).includes('a'.repeat(3e4))")]
    [InlineData("'a'.repeat(3e4).split('a'.repeat(3e4))")]
    [InlineData("'a'.repeat(3e4).replace('a'.repeat(3e4), '')")]
    [InlineData("'a'.repeat(3e4).replaceAll('a'.repeat(3e4), '')")]
    // What becomes a text only when it is used counts as one.
    [InlineData("let s = new String('x'.repeat(1e6)); ''.concat(s, s, s, s, s)")]
    [InlineData("'a'.repeat(3e4).indexOf(new String('a'.repeat(3e4)))")]
    [InlineData("'a'.repeat(3e4).includes(['a'.repeat(3e4)])")]
    [InlineData("'a'.repeat(3e4).split({ toString() { return 'a'.repeat(3e4) } })")]
    [InlineData("'a'.repeat(3e4).replace(new String('a'.repeat(3e4)), '')")]
    [InlineData("Array(10001).fill([1, 2]).flat()")]
    [InlineData("let a = [1]; for (let i = 0; i < 40; i++) a = [a]; a.flat(Infinity)")]
    public void What_would_become_too_large_is_not_begun(string script)
    {
        var definition = Draw.Envelope(Draw.Sequence(Draw.Activity("RunJavaScript", ("script", Draw.Literal("String", script + "; 1")))));

        var walk = new Walk(definition, new EngineOptions { Scripts = new ScriptLimits { Time = TimeSpan.FromSeconds(20) } });

        walk.Instance.Incidents.ShouldHaveSingleItem().Message.ShouldBe("A text of the script has become too large.");
    }

    [Theory]
    [InlineData("'x'.repeat(4e6)")]
    [InlineData("let s = 'x'.repeat(1e6); s.concat(s, s)")]
    [InlineData("let s = 'x'.repeat(1e6); [s, s, s].join()")]
    [InlineData("'a'.repeat(1e6).replace('a', 'yyy')")]
    [InlineData("'a'.repeat(2e4).indexOf('a'.repeat(2e4))")]
    [InlineData("Array(10000).fill([1, 2]).flat()")]
    [InlineData("let a = [1]; for (let i = 0; i < 20; i++) a = [a]; a.flat(Infinity)")]
    public void What_is_large_and_not_too_large_is_made(string script)
    {
        var definition = Draw.Envelope(Draw.Sequence(Draw.Activity("RunJavaScript", ("script", Draw.Literal("String", script + "; 1")))));
        var generous = new ScriptLimits { Time = TimeSpan.FromSeconds(20) };

        new Walk(definition, new EngineOptions { Scripts = generous with { Bytes = 2 * generous.Bytes } }).State.ShouldBe("Finished");
    }

    [Theory]
    [InlineData("JSON.stringify({ a: 1 }, (key, value) => value)")]
    [InlineData("Object.prototype.toJSON = () => 1; JSON.stringify({ a: [1] })")]
    [InlineData("Array.prototype.toJSON = () => 1; JSON.stringify({ a: [1] })")]
    public void What_is_written_as_JSON_is_chosen_by_no_function(string script)
    {
        var definition = Draw.Envelope(Draw.Sequence(Draw.Write(Draw.Js("String", script))));

        new Walk(definition)
            .Instance.Incidents.ShouldHaveSingleItem()
            .Message.ShouldEndWith("JSON.stringify is offered without functions of one's own.");
    }

    /// <summary>Ten nodes and ten letters may come out, and thirty-two levels.</summary>
    [Theory]
    [InlineData("[1,2,3,4,5,6,7,8,9]", true)]
    [InlineData("[1,2,3,4,5,6,7,8,9,10]", false)]
    [InlineData("({ a: 1, b: [2, 3] })", true)]
    [InlineData("'0123456789'", true)]
    [InlineData("'0123456789x'", false)]
    [InlineData("['01234', '56789']", true)]
    [InlineData("['01234', '56789x']", false)]
    [InlineData("({ name01234: 'x' })", true)]
    [InlineData("({ name01234: 'xy' })", false)]
    [InlineData("setVariable('v', '0123456789x'); 1", false)]
    public void What_a_script_hands_back_is_held_to_its_limit(string script, bool fits)
    {
        var definition = Draw.Envelope(Draw.Sequence(Draw.Activity("RunJavaScript", ("script", Draw.Literal("String", script)))), "v");

        var walk = new Walk(
            definition,
            new EngineOptions
            {
                Scripts = new ScriptLimits { ResultNodes = 10, ResultLetters = 10 },
            }
        );

        walk.Instance.Incidents.Select(incident => incident.Message).ShouldBe(fits ? [] : ["The script's result is too large."]);
    }

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    public void What_a_script_hands_back_is_no_deeper_than_it_may_be(int levels, bool fits)
    {
        var lists = new string('[', levels) + "1" + new string(']', levels);
        var objects = string.Concat(Enumerable.Repeat("{a:", levels)) + "1" + new string('}', levels);

        foreach (var script in (string[])[lists, $"({objects})"])
            new Walk(
                Draw.Envelope(Draw.Sequence(Draw.Activity("RunJavaScript", ("script", Draw.Literal("String", script)))))
            ).State.ShouldBe(fits ? "Finished" : "Faulted with 1");
    }

    [Theory]
    [InlineData("s.repeat(9)")]
    [InlineData("s.padStart(9)")]
    [InlineData("s.padEnd(9)")]
    [InlineData("s.fill(9)")]
    [InlineData("s.from(9)")]
    [InlineData("s.of(9)")]
    [InlineData("new Array(9)")]
    [InlineData("s.split(9)")]
    [InlineData("while (s) ;")]
    [InlineData("for (;;) ;")]
    [InlineData("do { } while (s)")]
    [InlineData("function f() { }")]
    [InlineData("s.replace(9)")]
    [InlineData("s.replaceAll(9)")]
    [InlineData("s.join(9)")]
    [InlineData("s.concat(9)")]
    [InlineData("s.raw(9)")]
    [InlineData("eval(s)")]
    [InlineData("s[9]")]
    [InlineData("x => x")]
    [InlineData("getVariable('n') + Math.max(1, 2)", false)]
    public void A_script_is_guarded_where_it_could_make_something_large(string script, bool isGuarded = true) =>
        JavaScriptExpression.Parse(script).NeedsGuards.ShouldBe(isGuarded);

    public static TheoryData<string> GreedyTemplates =>
        [
            "{% for i in (1..100000000) %}x{% endfor %}",
            "{% for i in (1..10000) %}{% for j in (1..10000) %}{% endfor %}{% endfor %}",
            "{% for i in (1..10000) %}{{ 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' }}{% endfor %}",
            "{% assign s = 'xxxxxxxxxx' %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}{{ s }}",
            "{% assign s = 'xxxxxxxxxx' %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}",
            "{% capture s %}{% for i in (1..5000) %}xxxxxxxxxx{% endfor %}{% endcapture %}{% for i in (1..60) %}{% assign s = s | replace: 'x', s %}{% endfor %}",
            "{% assign s = 'xxxxxxxxxx' %}{% for i in (1..60) %}{% assign s = s | json %}{% endfor %}",
            "{% assign s = 'xxxxxxxxxx' %}{% for i in (1..60) %}{% assign s = s | base64 | base64 | base64 %}{% endfor %}",
            "{% assign s = 'xxxxxxxxxx' %}{% for i in (1..60) %}{% capture s %}{{ s }}{{ s }}{% endcapture %}{% endfor %}",
            "{% capture s %}{% for i in (1..15000) %}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}{% endcapture %}",
            "{% assign a = (1..100000000) %}{{ a | join: ',' }}",
            "{{ (1..100000000) | reverse | first }}",
            "{% for i in (1..1000000000) reversed limit: 1 %}{{ i }}{% endfor %}",
            "{% capture s %}{% for i in (1..1000000000) %}{{ i }}{% endfor %}{% endcapture %}",
            "{% if true %}{% case 1 %}{% when 1 %}{% for i in (1..1000000000) %}{% endfor %}{% endcase %}{% endif %}",
            "{% tablerow i in (1..1000000000) %}{{ i }}{% endtablerow %}",
            "{% assign n = 1000000000 %}{{ (1..n) | size }}",
            "{{ 1 | format_number: 'D999999999' }}",
            "{{ 1 | format_number: 'F999999999' }}",
            "{{ '{0,999999999}' | format_string: 1 }}",
            "{% assign a = 'a,b,c,d,e,f,g,h' | split: ',' %}{% for i in (1..60) %}{% assign a = a | concat: a %}{% endfor %}",
        ];

    [Theory]
    [MemberData(nameof(GreedyTemplates))]
    public void A_greedy_template_costs_its_own_step_an_incident(string template)
    {
        var definition = Draw.Envelope(Draw.Chart("S > Bad, Good", ("Bad", Draw.Write(Draw.Liquid(template)))));

        var walk = Bounded(() => new Walk(definition, new EngineOptions { IncidentStrategy = IncidentStrategy.StopBranch }));

        walk.State.ShouldBe("Suspended with 1");
        walk.Text.ShouldBe("S Good");
    }

    [Fact]
    public void A_rendering_may_use_what_it_may_and_not_a_letter_more()
    {
        var limits = new ScriptLimits { ResultLetters = 10, Bytes = 2 * 25 };
        var used = new LiquidLimits(limits);
        used.Count(10);
        used.Count(10);
        used.Count(5);

        Should.Throw<ScriptException>(() => used.Count(1), "together they are too many");
        Should.Throw<ScriptException>(() => new LiquidLimits(limits).Count(11), "it alone is too large");
        Should.Throw<ScriptException>(
            () => new LiquidLimits(limits with { Time = TimeSpan.FromMilliseconds(-1) }).Count(0),
            "it took too long"
        );
    }

    /// <summary>What a filter could make is counted before it makes it.</summary>
    [Theory]
    [InlineData("{{ 'aaaa' | replace: 'xx', 'yyyyyyyy' }}", 20, "aaaa")]
    [InlineData("{{ 'a,b' | split: ',' | join: '--' }}", 12, "a--b")]
    [InlineData("{{ 'aaaaaaaaaa,b' | split: ',' | first }}", 13, "aaaaaaaaaa")]
    [InlineData("{% for i in (1000..1005) %}.{% endfor %}", 6, "......")]
    public void A_filter_is_held_to_what_it_could_make(string template, int letters, string rendered)
    {
        var definition = Draw.Envelope(Draw.Sequence(Draw.Write(Draw.Liquid(template))));

        Within(letters).Text.ShouldBe(rendered);
        Within(letters - 1).State.ShouldBe("Faulted with 1");

        Walk Within(int most) => new(definition, new EngineOptions { Scripts = new ScriptLimits { ResultLetters = most } });
    }

    [Theory]
    [InlineData("{{ 1 | format_number: 'F999' | size }}", "1001")]
    [InlineData("{{ 1 | format_number: 'F1000' | size }}", null)]
    [InlineData("{{ 1234 | format_number: '00-00' }}", "12-34")]
    [InlineData("{{ '{0,999}' | format_string: 1 | size }}", "999")]
    [InlineData("{{ '{0,1000}' | format_string: 1 | size }}", null)]
    [InlineData("{{ 'No. {0}' | format_string: 20260105 }}", "No. 20260105")]
    public void A_format_has_no_width_of_more_than_three_digits_and_a_value_is_no_width(string template, string? rendered)
    {
        var walk = new Walk(Draw.Envelope(Draw.Sequence(Draw.Write(Draw.Liquid(template)))));
        (rendered is null ? walk.State : walk.Text).ShouldBe(rendered ?? "Faulted with 1");
    }

    [Theory]
    [InlineData("System.IO.File.ReadAllText('/etc/passwd')")]
    [InlineData("importNamespace('System.IO')")]
    [InlineData("clr.System.Environment.Exit(1)")]
    [InlineData("new System.Net.Http.HttpClient()")]
    [InlineData("require('fs')")]
    [InlineData("fetch('http://localhost/')")]
    [InlineData("process.exit(1)")]
    [InlineData("eval('1')")]
    [InlineData("new Function('return 1')()")]
    [InlineData("(() => { }).constructor('return 1')()")]
    [InlineData("[].constructor.constructor('return this')()")]
    [InlineData("(async () => { }).constructor('return 1')()")]
    [InlineData("(function* () { }).constructor('yield 1')()")]
    [InlineData("getVariable.constructor('return 1')()")]
    [InlineData("getVariable.GetType()")]
    [InlineData("Case.GetType()")]
    [InlineData("getInput('x').constructor.GetType()")]
    [InlineData("getConfig('ConnectionStrings')")]
    [InlineData("setTimeout(() => { }, 1)")]
    [InlineData("import('fs')")]
    public void There_is_no_way_out_of_a_script(string script)
    {
        var definition = Draw.Envelope(
            Draw.Sequence(Draw.Named("Bad", Draw.Activity("RunJavaScript", ("script", Draw.Literal("String", script)))))
        );

        new Walk(definition, input: new JsonObject { ["x"] = new JsonObject() }).State.ShouldBe("Faulted with 1");
    }

    [Theory]
    [InlineData("{% include 'file' %}")]
    [InlineData("{% render 'file' %}")]
    public void There_is_no_way_out_of_a_template(string template) =>
        new Walk(Draw.Envelope(Draw.Sequence(Draw.Named("Bad", Draw.Write(Draw.Liquid(template)))))).State.ShouldBe("Faulted with 1");

    [Theory]
    [InlineData("Array.prototype.map = () => 'spoilt'; Object.prototype.spoilt = 1; Math.max = () => -1; globalThis.left = 1; 'done'")]
    public void What_a_script_spoils_is_its_own_room_only(string script)
    {
        var definition = Draw.Envelope(
            Draw.Sequence(
                Draw.Write(Draw.Js("String", script)),
                Draw.Write(Draw.Js("String", "[1].map(x => x + 1) + ' ' + Math.max(1, 2) + ' ' + typeof left + ' ' + ({}).spoilt"))
            )
        );

        new Walk(definition).Lines.ShouldBe(["done", "2 2 undefined undefined"]);
    }

    [Fact]
    public void A_script_reads_the_case_and_cannot_change_it()
    {
        var facts = new JsonObject { ["party"] = new JsonObject { ["name"] = "Wang" } };
        var graph = Draw.Envelope(Draw.Sequence(Draw.Write(Draw.Js("String", "Case.party.name = 'Li'; Case.more = 1; Case.party.name"))))
            .Compile();

        var burst = new WorkflowEngine().Start(
            graph,
            new StartStimulus
            {
                Now = DateTimeOffset.UnixEpoch,
                Seed = 1,
                Facts = facts,
            }
        );

        burst.Effects.ShouldBe([new LineWritten("Li")]);
        facts.ToJsonString().ShouldBe("""{"party":{"name":"Wang"}}""");
    }

    [Fact]
    public void Time_and_chance_come_from_the_stimulus()
    {
        var graph = Draw.Envelope(
                Draw.Sequence(
                    Draw.Write(Draw.Js("String", "Date.now() + ' ' + new Date().toISOString()")),
                    Draw.Write(Draw.Js("String", "Math.random() + newGuid() + newShortGuid()")),
                    Draw.Write(Draw.Liquid("{{ 'now' | date: '%Y-%m-%d' }}"))
                )
            )
            .Compile();

        var (one, same, other) = (Lines(7), Lines(7), Lines(8));

        one[0].ShouldBe("1767603600000 2026-01-05T09:00:00.000Z");
        one[2].ShouldBe("2026-01-05");
        same.ShouldBe(one);
        other[1].ShouldNotBe(one[1]);

        List<string> Lines(long seed) =>
            [
                .. new WorkflowEngine()
                    .Start(graph, new StartStimulus { Now = new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero), Seed = seed })
                    .Effects.OfType<LineWritten>()
                    .Select(line => line.Text),
            ];
    }

    [Fact]
    public void Limits_are_the_hosts_to_set()
    {
        var definition = Draw.Envelope(
            Draw.Sequence(Draw.Named("A", Draw.Write(Draw.Js("String", "let n = 0; for (let i = 0; i < 300; i++) n++; n"))))
        );

        new Walk(definition).Text.ShouldBe("300");
        new Walk(definition, new EngineOptions { Scripts = new ScriptLimits { Statements = 100 } }).State.ShouldBe("Faulted with 1");
    }

    [Fact]
    public void A_burst_without_a_wait_ends_with_an_incident_that_can_be_retried()
    {
        var definition = Draw.Envelope(
            Draw.Sequence(Draw.Named("L", Draw.Activity("While", ("condition", Draw.Literal("Boolean", true)), ("body", Draw.Write("on")))))
        );

        var walk = Bounded(() =>
            new Walk(definition, new EngineOptions { MaxStepsPerBurst = 1_000, IncidentStrategy = IncidentStrategy.StopBranch })
        );

        walk.State.ShouldBe("Suspended with 1");
        walk.Instance.Incidents[0].ExceptionType.ShouldBe(nameof(BurstTooLongException));
    }

    private static Walk Bounded(Func<Walk> walk)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        var walked = walk();
        clock.Elapsed.ShouldBeLessThan(Patience);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MaxAllocated);
        return walked;
    }
}
