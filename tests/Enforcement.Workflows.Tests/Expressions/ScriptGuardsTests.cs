using System.Diagnostics;
using Enforcement.Workflows.Expressions;
using Jint;

namespace Enforcement.Workflows.Tests.Expressions;

/// <summary>Where exactly the bounded functions stop, in a room for ten letters; and that they are otherwise as any other.</summary>
public sealed class ScriptGuardsTests
{
    private const long Letters = 10;
    private static readonly ScriptLimits Narrow = new() { Bytes = Letters * sizeof(char), ResultNodes = 10 };

    [Theory]
    [InlineData("'x'.repeat(10)", true)]
    [InlineData("'x'.repeat(11)", false)]
    [InlineData("'xy'.repeat(5)", true)]
    [InlineData("'xy'.repeat(6)", false)]
    [InlineData("'xy'.padStart(10)", true)]
    [InlineData("'xy'.padStart(11)", false)]
    [InlineData("'xy'.padEnd(10)", true)]
    [InlineData("'xy'.padEnd(11)", false)]
    [InlineData("['1234', '56789'].join('-')", true)]
    [InlineData("['12345', '56789'].join('-')", false)]
    [InlineData("['1234567890'].join('-')", true)]
    [InlineData("['12345678901'].join('-')", false)]
    [InlineData("'1234'.concat('567', '890')", true)]
    [InlineData("'1234'.concat('567', '8901')", false)]
    [InlineData("'aaaa'.replace('a', 'yy')", true)]
    [InlineData("'aaaa'.replaceAll('a', 'yyy')", false)]
    [InlineData("'aaaaa'.replace('aaaaa', '$&')", true)]
    [InlineData("'aaaaa'.replace('aaaaa', '$&x')", false)]
    [InlineData("'aaa'.replace('aaa', '$&$&$&$&')", false)]
    [InlineData("'ab'.replace('a', () => '12345678')", true)]
    [InlineData("'ab'.replace('a', () => '123456789')", false)]
    [InlineData("Array(10).fill([1]).flat()", true)]
    [InlineData("Array(11).fill([1]).flat()", false)]
    public void What_is_made_has_as_many_letters_or_items_as_it_may_and_not_one_more(string script, bool fits) =>
        Holds(script, Narrow).ShouldBe(fits);

    [Theory]
    [InlineData("'abc'.replace('b', '[$$|$&|$`|$\\'|$1|$<x>|$x|$')", "a[$|b|a|c|$1|$<x>|$x|$c")]
    [InlineData("'abc'.replace(/(b)(x)?/, '$1$2$3$0$11$01$00$21')", "ab$3$0b1b$001c")]
    [InlineData("'abcdefghijk'.replace(/(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)/, '$11-$10-$12-$1')", "k-j-a2-a")]
    [InlineData("'2026-01'.replace(/(?<year>[0-9]+)-(?<month>[0-9]+)/, '$<month>/$<year>/$<day>$<')", "01/2026/$<")]
    [InlineData("'aXbX'.replace(/x/gi, '$`')", "aabaXb")]
    [InlineData("'a1b2'.replace(/[0-9]/g, (digit, at, text) => digit * 2 + '@' + at + text.length)", "a2@14b4@34")]
    [InlineData("'aa'.replace(/a/u, 'b') + 'aa'.replace(/a/gy, '$&b')", "baabab")]
    [InlineData("'a'.replace('a') + 'a'.replace('a', null) + 'a'.replace('x', '$&')", "undefinednulla")]
    [InlineData("'a1b'.split(/[0-9]/).length + 'abc'.split().length + 'a,b,c'.split(',', 2).length + 'a2b'.split(2).length", "7")]
    [InlineData("'a/b/'.indexOf(/b/) + 'a1a'.lastIndexOf('a', 1) + 'abc'.indexOf('c', 1)", "3")]
    [InlineData("['a', 'b'].map(String.prototype.toUpperCase.call, String.prototype.toUpperCase).join('')", "AB")]
    [InlineData("Array.from('12', Number).map(x => x + 1).concat([3, 1].sort()).join('') + [0, 1].filter(Boolean)", "23131")]
    [InlineData("'abc'.includes('b', 2) + '' + 'a1'.includes(1)", "falsetrue")]
    [InlineData("'a'.concat() + ''.concat([1, 2], null, new String('s'))", "a1,2nulls")]
    public void What_is_bounded_finds_replaces_and_joins_as_the_language_has_it(string script, string value)
    {
        var engine = new Engine();
        new ScriptGuards(engine, new ScriptLimits()).Install();

        engine.Evaluate(script).ToString().ShouldBe(value);
        new Engine().Evaluate(script).ToString().ShouldBe(value);
    }

    /// <summary>Every level is a join of its own, or a list to be flattened.</summary>
    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    public void Lists_are_followed_as_deep_as_they_may_be_and_not_one_deeper(int levels, bool fits)
    {
        var nested = $"let a = 'x'; for (let i = 0; i < {levels}; i++) a = [a];";

        Holds(nested + "a.join()", Narrow).ShouldBe(fits);
        Holds(nested + "a.flat(Infinity)", Narrow).ShouldBe(fits);
    }

    [Theory]
    [InlineData(20_000, true)]
    [InlineData(20_001, false)]
    public void As_many_letters_are_compared_as_may_be_and_not_one_more(int sought, bool fits)
    {
        foreach (var search in (string[])["indexOf", "lastIndexOf", "includes", "split", "replace", "replaceAll"])
            Holds($"'a'.repeat(25000).{search}('b'.repeat({sought}))", new ScriptLimits()).ShouldBe(fits, search);
    }

    [Fact]
    public void Lists_that_hold_nothing_are_flattened_no_longer_than_a_script_may_take()
    {
        var engine = new Engine(options => options.TimeoutInterval(TimeSpan.FromMilliseconds(50)));
        new ScriptGuards(engine, new ScriptLimits()).Install();
        var clock = Stopwatch.StartNew();

        Should.Throw<TimeoutException>(() => engine.Evaluate("let a = []; for (let i = 0; i < 30; i++) a = [a, a]; a.flat(Infinity)"));

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("let names = ''; for (const name in ['x']) names += name; names", "0")]
    [InlineData("Array.prototype.join = () => 'mine'; [1].join()", "mine")]
    [InlineData("delete String.prototype.repeat && typeof ''.repeat", "undefined")]
    public void A_bounded_function_is_as_hidden_and_as_changeable_as_any_other(string script, string value)
    {
        var engine = new Engine();
        new ScriptGuards(engine, new ScriptLimits()).Install();

        engine.Evaluate(script).ToString().ShouldBe(value);
    }

    /// <summary>A pattern may have a function of its own, and that one may do with the replacement what it likes.</summary>
    [Fact]
    public void A_replacement_that_is_asked_for_without_a_match_is_its_template()
    {
        var engine = new Engine();
        new ScriptGuards(engine, new ScriptLimits()).Install();

        engine
            .Evaluate("let own = /a/; own[Symbol.replace] = (text, put) => text + put(); 'a'.replace(own, '$1')")
            .ToString()
            .ShouldBe("a$1");
    }

    private static bool Holds(string script, ScriptLimits limits)
    {
        var engine = new Engine();
        new ScriptGuards(engine, limits).Install();
        try
        {
            engine.Evaluate(script);
            return true;
        }
        catch (ScriptException fault)
        {
            fault.Message.ShouldBe("A text of the script has become too large.");
            return false;
        }
    }
}
