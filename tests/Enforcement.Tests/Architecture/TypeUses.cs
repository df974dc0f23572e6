using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Enforcement.Tests.Architecture;

/// <summary>
/// Which types of an assembly use which others of it, read from its metadata and IL: bases, signatures, locals, attributes and every instruction.
/// Lambdas, iterators and async methods count for the type that holds them. A constant leaves no trace in IL and is not seen.
/// </summary>
internal sealed class TypeUses : ISignatureTypeProvider<object?, object?>
{
    private static readonly Dictionary<int, OpCode> OpCodes = typeof(OpCodes)
        .GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value);

    private readonly PEReader image;
    private readonly MetadataReader metadata;
    private readonly HashSet<TypeDefinitionHandle> seen = [];

    private TypeUses(PEReader image) => (this.image, metadata) = (image, image.GetMetadataReader());

    public static IReadOnlyList<(TypeName User, TypeName Used)> In(string assembly)
    {
        using var image = new PEReader(File.OpenRead(assembly));
        return new TypeUses(image).Read();
    }

    private List<(TypeName, TypeName)> Read()
    {
        var uses = new HashSet<(TypeName, TypeName)>();
        foreach (var handle in metadata.TypeDefinitions)
        {
            seen.Clear();
            Look(metadata.GetTypeDefinition(handle));
            var user = NameOf(handle);
            uses.UnionWith(seen.Select(used => (user, NameOf(used))).Where(use => use.user != use.Item2));
        }
        return [.. uses];
    }

    private void Look(TypeDefinition type)
    {
        Look(type.BaseType);
        foreach (var implemented in type.GetInterfaceImplementations())
            Look(metadata.GetInterfaceImplementation(implemented).Interface);
        Look(type.GetCustomAttributes());
        Look(type.GetGenericParameters());
        foreach (var handle in type.GetFields())
        {
            var field = metadata.GetFieldDefinition(handle);
            field.DecodeSignature(this, null);
            Look(field.GetCustomAttributes());
        }
        foreach (var handle in type.GetProperties())
            Look(metadata.GetPropertyDefinition(handle).GetCustomAttributes());
        foreach (var handle in type.GetMethods())
            Look(metadata.GetMethodDefinition(handle));
    }

    private void Look(MethodDefinition method)
    {
        method.DecodeSignature(this, null);
        Look(method.GetCustomAttributes());
        Look(method.GetGenericParameters());
        if (method.RelativeVirtualAddress == 0)
            return;
        var body = image.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
            metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(this, null);
        foreach (var region in body.ExceptionRegions)
            Look(region.CatchType);
        LookAtInstructions(body.GetILReader());
    }

    private void LookAtInstructions(BlobReader il)
    {
        while (il.RemainingBytes > 0)
        {
            int first = il.ReadByte();
            var code = OpCodes[first == 0xFE ? 0xFE00 | il.ReadByte() : first];
            switch (code.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    Look(MetadataTokens.EntityHandle(il.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    var targets = il.ReadInt32();
                    il.Offset += 4 * targets;
                    break;
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    il.Offset += 1;
                    break;
                case OperandType.InlineVar:
                    il.Offset += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    il.Offset += 8;
                    break;
                default:
                    il.Offset += 4;
                    break;
            }
        }
    }

    private void Look(EntityHandle handle)
    {
        if (handle.IsNil)
            return;
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                seen.Add((TypeDefinitionHandle)handle);
                break;
            case HandleKind.TypeSpecification:
                metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null);
                break;
            case HandleKind.FieldDefinition:
                var field = metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                Look(field.GetDeclaringType());
                field.DecodeSignature(this, null);
                break;
            case HandleKind.MethodDefinition:
                var method = metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                Look(method.GetDeclaringType());
                method.DecodeSignature(this, null);
                break;
            case HandleKind.MemberReference:
                var member = metadata.GetMemberReference((MemberReferenceHandle)handle);
                Look(member.Parent);
                if (member.GetKind() == MemberReferenceKind.Method)
                    member.DecodeMethodSignature(this, null);
                else
                    member.DecodeFieldSignature(this, null);
                break;
            case HandleKind.MethodSpecification:
                var specification = metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                Look(specification.Method);
                specification.DecodeSignature(this, null);
                break;
        }
    }

    private void Look(CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes)
            Look(metadata.GetCustomAttribute(attribute).Constructor);
    }

    private void Look(GenericParameterHandleCollection parameters)
    {
        foreach (var parameter in parameters)
        foreach (var constraint in metadata.GetGenericParameter(parameter).GetConstraints())
            Look(metadata.GetGenericParameterConstraint(constraint).Type);
    }

    private TypeName NameOf(TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        while (type.GetDeclaringType() is { IsNil: false } outer)
            type = metadata.GetTypeDefinition(outer);
        return new TypeName(metadata.GetString(type.Namespace), metadata.GetString(type.Name));
    }

    object? ISimpleTypeProvider<object?>.GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        seen.Add(handle);
        return null;
    }

    object? ISignatureTypeProvider<object?, object?>.GetTypeFromSpecification(
        MetadataReader reader,
        object? genericContext,
        TypeSpecificationHandle handle,
        byte rawTypeKind
    ) => reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    object? ISimpleTypeProvider<object?>.GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => null;

    object? ISimpleTypeProvider<object?>.GetPrimitiveType(PrimitiveTypeCode typeCode) => null;

    object? ISZArrayTypeProvider<object?>.GetSZArrayType(object? elementType) => null;

    object? IConstructedTypeProvider<object?>.GetArrayType(object? elementType, ArrayShape shape) => null;

    object? IConstructedTypeProvider<object?>.GetByReferenceType(object? elementType) => null;

    object? IConstructedTypeProvider<object?>.GetGenericInstantiation(object? genericType, ImmutableArray<object?> typeArguments) => null;

    object? IConstructedTypeProvider<object?>.GetPointerType(object? elementType) => null;

    object? ISignatureTypeProvider<object?, object?>.GetFunctionPointerType(MethodSignature<object?> signature) => null;

    object? ISignatureTypeProvider<object?, object?>.GetGenericMethodParameter(object? genericContext, int index) => null;

    object? ISignatureTypeProvider<object?, object?>.GetGenericTypeParameter(object? genericContext, int index) => null;

    object? ISignatureTypeProvider<object?, object?>.GetModifiedType(object? modifier, object? unmodifiedType, bool isRequired) => null;

    object? ISignatureTypeProvider<object?, object?>.GetPinnedType(object? elementType) => null;
}

internal sealed record TypeName(string Namespace, string Name);
