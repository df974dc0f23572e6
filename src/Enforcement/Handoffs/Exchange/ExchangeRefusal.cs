namespace Enforcement.Handoffs.Exchange;

/// <summary>Why a message of another installation was refused; the code is told to it, and kept.</summary>
internal sealed class ExchangeRefusal(string code, int status = StatusCodes.Status409Conflict) : Exception(code)
{
    public string Code { get; } = code;

    public int Status { get; } = status;

    /// <summary>No signed message, or one in other words than this version's.</summary>
    public static ExchangeRefusal Unreadable() => new("exchange.unreadable", StatusCodes.Status400BadRequest);

    /// <summary>No pinned key of the body it names is valid today and is the one it says.</summary>
    public static ExchangeRefusal KeyNotValid() => new("exchange.key-not-valid", StatusCodes.Status403Forbidden);

    public static ExchangeRefusal Forged() => new("exchange.forged", StatusCodes.Status403Forbidden);

    /// <summary>No body here, or none that may sign.</summary>
    public static ExchangeRefusal NotForUs() => new("exchange.not-for-us", StatusCodes.Status404NotFound);

    /// <summary>Its number was used by other bytes.</summary>
    public static ExchangeRefusal Replayed() => new("exchange.replayed");

    /// <summary>One before it is missing; it is said again when that has come.</summary>
    public static ExchangeRefusal OutOfSequence() => new("exchange.out-of-sequence");

    /// <summary>A file is missing, or is not what the signed manifest says.</summary>
    public static ExchangeRefusal WrongHash() => new("exchange.wrong-hash");

    /// <summary>It is about nothing that the two have with each other.</summary>
    public static ExchangeRefusal NoSuchHandoff() => new("exchange.no-such-handoff");
}
