using System.Text.Json.Nodes;
using Enforcement.Workflows.Expressions;

namespace Enforcement.Workflows.Tests.Expressions;

/// <summary>What a value becomes in the shape of a type.</summary>
public sealed class ValuesTests
{
    [Theory]
    [InlineData("String", "1", "\"1\"")]
    [InlineData("string", "1", "\"1\"")]
    [InlineData("String", "\"x\"", "\"x\"")]
    [InlineData("String", """{"a":1}""", "\"{\\u0022a\\u0022:1}\"")]
    [InlineData("Boolean", "true", "true")]
    [InlineData("Boolean", "false", "false")]
    [InlineData("Boolean", "\"True\"", "true")]
    [InlineData("Boolean", "2", "true")]
    [InlineData("Boolean", "0", "false")]
    [InlineData("Byte", "\"255\"", "255")]
    [InlineData("Byte", "256", null)]
    [InlineData("Byte", "-1", null)]
    [InlineData("Int16", "32767.4", "32767")]
    [InlineData("Int16", "32768", null)]
    [InlineData("Int32", "2147483647", "2147483647")]
    [InlineData("Int32", "2147483648", null)]
    [InlineData("Int64", "\"9223372036854775807\"", "9223372036854775807")]
    [InlineData("Int64", "9223372036854775808", null)]
    [InlineData("Single", "\"1.5\"", "1.5")]
    [InlineData("Double", "\"1e3\"", "1000")]
    [InlineData("Double", "12345678901234567890", "12345678901234567890")]
    [InlineData("Double", "\"many\"", null)]
    [InlineData("Decimal", "\"1.10\"", "1.10")]
    [InlineData("Decimal", "1e3", "1e3")]
    [InlineData("TimeSpan", "\"1:30:00\"", "\"01:30:00\"")]
    [InlineData("TimeSpan", "\"soon\"", null)]
    [InlineData("DateTime", "\"2026-01-05\"", "\"2026-01-05T00:00:00.0000000\\u002B00:00\"")]
    [InlineData("DateTimeOffset", "\"2026-01-05T08:00:00+08:00\"", "\"2026-01-05T08:00:00.0000000\\u002B08:00\"")]
    [InlineData("DateOnly", "\"2026-01-05T23:00:00Z\"", "\"2026-01-05\"")]
    [InlineData("TimeOnly", "\"9:30\"", "\"09:30:00.0000000\"")]
    [InlineData("Guid", "\"{11111111-2222-3333-4444-555555555555}\"", "\"11111111-2222-3333-4444-555555555555\"")]
    [InlineData("Guid", "\"nobody\"", null)]
    [InlineData("JsonNode", "\"[1]\"", "[1]")]
    [InlineData("JsonObject", "\"{\\\"a\\\":1}\"", """{"a":1}""")]
    [InlineData("JsonArray", "\"[1]\"", "[1]")]
    [InlineData("ExpandoObject", "\"{\\\"a\\\":1}\"", """{"a":1}""")]
    [InlineData("ObjectDictionary", "\"{\\\"a\\\":1}\"", """{"a":1}""")]
    [InlineData("ObjectList", "\"[1]\"", "[1]")]
    [InlineData("ObjectList", "[1]", "[1]")]
    [InlineData("JsonObject", "\"{\"", null)]
    [InlineData("Object", "\"[1]\"", "\"[1]\"")]
    [InlineData("Acme.Thing", "\"[1]\"", "\"[1]\"")]
    [InlineData("Int32[]", "[\"1\", 2.4]", "[1,2]")]
    [InlineData("Int32[]", "\"[1,2]\"", "[1,2]")]
    [InlineData("String[]", "\"alone\"", "[\"alone\"]")]
    [InlineData("String[]", "\"[not a list\"", "[\"[not a list\"]")]
    [InlineData("Object[]", "\"[1,{}]\"", "[1,{}]")]
    [InlineData("Int32[]", "[\"many\"]", null)]
    public void A_value_becomes_what_its_type_says_or_is_refused(string type, string json, string? becomes)
    {
        if (becomes is null)
            Should.Throw<ConversionException>(() => Values.Convert(JsonNode.Parse(json), type));
        else
            Values.Convert(JsonNode.Parse(json), type)!.ToJsonString().ShouldBe(becomes);
    }

    [Theory]
    [InlineData("JsonObject", "\"\"")]
    [InlineData("ObjectList", "\" \"")]
    [InlineData("Int32", "null")]
    public void Where_nothing_is_written_there_is_no_value(string type, string json) =>
        Values.Convert(JsonNode.Parse(json), type).ShouldBeNull();

    /// <summary>A variable that may hold anything holds what its JSON text says, and a text that is none as it is.</summary>
    [Theory]
    [InlineData("Object", "\"{\\\"a\\\":1}\"", """{"a":1}""")]
    [InlineData("Object", "\"[not a list\"", "\"[not a list\"")]
    [InlineData("Object", "\"5\"", "\"5\"")]
    [InlineData("Object", "5", "5")]
    [InlineData("Int32", "\"many\"", "\"many\"")]
    [InlineData("Int32", "\"5\"", "5")]
    public void A_variable_keeps_what_cannot_become_its_type(string type, string json, string kept) =>
        Values.ConvertOrKeep(JsonNode.Parse(json), type)!.ToJsonString().ShouldBe(kept);

    [Fact]
    public void A_value_is_read_as_the_type_that_is_asked_for()
    {
        Values.To<long>(JsonNode.Parse("3000000000")).ShouldBe(3_000_000_000);
        Values.To<decimal>(JsonNode.Parse("\"1.5e1\"")).ShouldBe(15m);
        Values.To<double>(JsonNode.Parse("\"1.5e1\"")).ShouldBe(15d);
        Values.To<TimeSpan>(JsonNode.Parse("\"1:00\"")).ShouldBe(TimeSpan.FromHours(1));
        Values
            .To<DateTimeOffset>(JsonNode.Parse("\"2026-01-05T08:00:00+08:00\""))
            .ShouldBe(new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero));
        Values.To<DateOnly?>(JsonNode.Parse("\"2026-01-05\"")).ShouldBe(new DateOnly(2026, 1, 5));
        Values.To<string>(JsonNode.Parse("[1]")).ShouldBe("[1]");
        Values.To<JsonArray>(JsonNode.Parse("[1]"))!.Count.ShouldBe(1);

        Should.Throw<ConversionException>(() => Values.To<bool>(JsonNode.Parse("\"maybe\"")));
        Should.Throw<ConversionException>(() => Values.To<decimal>(JsonNode.Parse("1e300")));
    }
}
